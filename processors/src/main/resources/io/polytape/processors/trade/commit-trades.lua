-- Takes input entries away and does what follows from them, in one step. Whoever acknowledges an
-- entry first does its effect; for anybody later the acknowledgement returns 0 and nothing happens.
-- KEYS: input stream, trades, dead letters, parked tokens, parked count, epoch of the slot
-- ARGV: group, own epoch, format version, now (ms), prefix of the parked hashes, then for each
--   entry its id and: T trade | P token fill | D count field value ...
local epoch = tonumber(redis.call('GET', KEYS[6]) or '0')
if epoch > tonumber(ARGV[2]) then
  return {'FENCED', epoch}
end
-- An error half way would keep what was done so far: make sure of every key before the first write.
local expected = {'stream', 'stream', 'stream', 'zset', 'string'}
for i = 1, 5 do
  local type = redis.call('TYPE', KEYS[i]).ok
  if type ~= 'none' and type ~= expected[i] then
    return redis.error_reply('WRONGTYPE ' .. KEYS[i] .. ' is a ' .. type)
  end
end

local published, parked, buried = 0, 0, 0
local i = 6
while i <= #ARGV do
  local id, kind = ARGV[i], ARGV[i + 1]
  local first = redis.call('XACK', KEYS[1], ARGV[1], id) == 1
  if kind == 'T' then
    if first then
      redis.call('XADD', KEYS[2], '*', 'v', ARGV[3], 'event', ARGV[i + 2])
      published = published + 1
    end
    i = i + 3
  elseif kind == 'P' then
    if first and redis.call('HSETNX', ARGV[5] .. ARGV[i + 2], id, ARGV[i + 3]) == 1 then
      redis.call('ZADD', KEYS[4], 'NX', ARGV[4], ARGV[i + 2])
      parked = parked + 1
    end
    i = i + 4
  else
    local count = tonumber(ARGV[i + 2])
    if first then
      redis.call('XADD', KEYS[3], '*', unpack(ARGV, i + 3, i + 2 + count))
      buried = buried + 1
    end
    i = i + 3 + count
  end
end
local waiting = redis.call('INCRBY', KEYS[5], parked)
return {'DONE', published, parked, buried, waiting}
