-- Puts a dead letter back onto its stream, unless somebody did so before.
-- KEYS: dead letters, target stream. ARGV: id of the dead letter, format version, original bytes.
local type = redis.call('TYPE', KEYS[2]).ok
if type ~= 'none' and type ~= 'stream' then
  return redis.error_reply('WRONGTYPE ' .. KEYS[2] .. ' is a ' .. type)
end
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('XADD', KEYS[2], '*', 'v', ARGV[2], 'event', ARGV[3])
return 1
