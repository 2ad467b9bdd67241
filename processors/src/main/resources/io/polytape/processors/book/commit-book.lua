-- One step of a partition: everything that follows from a batch of its entries, or nothing.
-- KEYS: epoch of the lease, commits of the partition, then the streams that are written
-- ARGV: own epoch, expected number of commits, id of the last entry ('' for none), then for each
--   command how many words it has and the words
local epoch = redis.call('GET', KEYS[1])
if epoch ~= ARGV[1] then
  return {'FENCED', epoch or ''}
end
local done = redis.call('HGET', KEYS[2], 'batches') or '0'
if done ~= ARGV[2] then
  return {'MOVED', done}
end
-- An error half way would keep what was done so far: make sure of the streams before the first
-- write. Want of memory shows at the first write too, and at none after it.
for i = 3, #KEYS do
  local type = redis.call('TYPE', KEYS[i]).ok
  if type ~= 'none' and type ~= 'stream' then
    return redis.error_reply('WRONGTYPE ' .. KEYS[i] .. ' is a ' .. type)
  end
end
redis.call('HINCRBY', KEYS[2], 'batches', 1)
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[2], 'last_entry', ARGV[3])
end
local i = 4
while i <= #ARGV do
  local words = tonumber(ARGV[i])
  redis.call(unpack(ARGV, i + 1, i + words))
  i = i + 1 + words
end
return {'DONE', tonumber(done) + 1}
