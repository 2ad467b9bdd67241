-- Takes parked fills of one token away and publishes them, in one step. Whoever removes a fill
-- first publishes it; for anybody later there is nothing to remove and nothing happens.
-- KEYS: parked hash, parked tokens, parked count, trades, dead letters
-- ARGV: token, format version, time of the oldest fill that stays (ms, '' to leave it), then for
--   each fill its field and: T trade | D count field value ...
local expected = {'hash', 'zset', 'string', 'stream', 'stream'}
for i = 1, 5 do
  local type = redis.call('TYPE', KEYS[i]).ok
  if type ~= 'none' and type ~= expected[i] then
    return redis.error_reply('WRONGTYPE ' .. KEYS[i] .. ' is a ' .. type)
  end
end

local published, buried = 0, 0
local i = 4
while i <= #ARGV do
  local first = redis.call('HDEL', KEYS[1], ARGV[i]) == 1
  if ARGV[i + 1] == 'T' then
    if first then
      redis.call('XADD', KEYS[4], '*', 'v', ARGV[2], 'event', ARGV[i + 2])
      published = published + 1
    end
    i = i + 3
  else
    local count = tonumber(ARGV[i + 2])
    if first then
      redis.call('XADD', KEYS[5], '*', unpack(ARGV, i + 3, i + 2 + count))
      buried = buried + 1
    end
    i = i + 3 + count
  end
end
if published + buried > 0 and redis.call('DECRBY', KEYS[3], published + buried) < 0 then
  redis.call('SET', KEYS[3], 0)
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
elseif ARGV[3] ~= '' then
  redis.call('ZADD', KEYS[2], 'XX', ARGV[3], ARGV[1])
end
return {published, buried}
