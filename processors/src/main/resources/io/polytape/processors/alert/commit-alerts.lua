-- Publishes alerts with everything that follows from them, once.
-- KEYS: epoch, positions, standings, open gaps, stream, then the queue of each webhook.
-- ARGV: own epoch, number of this step, format version, channel, high mark of the stream, most
-- waiting in a queue, time in ms; then three counts: fields of positions, of standings, of gaps
-- (each a name and a value; an empty value removes it); then event and message of each alert.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'FENCED'
end
local step = tonumber(redis.call('HGET', KEYS[2], 'step') or '0')
if step == tonumber(ARGV[2]) then
  return 'OK' -- done before, and the answer got lost
end
if step ~= tonumber(ARGV[2]) - 1 then
  return 'LOST'
end
local at = 11
local fields = {tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])}
local first = at + 2 * (fields[1] + fields[2] + fields[3])
if first <= #ARGV and redis.call('XLEN', KEYS[5]) >= tonumber(ARGV[5]) then
  return 'FULL'
end
for hash = 1, 3 do
  for i = 1, fields[hash] do
    if ARGV[at + 1] == '' then
      redis.call('HDEL', KEYS[hash + 1], ARGV[at])
    else
      redis.call('HSET', KEYS[hash + 1], ARGV[at], ARGV[at + 1])
    end
    at = at + 2
  end
end
redis.call('HSET', KEYS[2], 'step', ARGV[2])
for i = first, #ARGV, 2 do
  redis.call('XADD', KEYS[5], '*', 'v', ARGV[3], 'event', ARGV[i])
  redis.call('PUBLISH', ARGV[4], ARGV[i + 1])
  for queue = 6, #KEYS do
    redis.call('RPUSH', KEYS[queue], ARGV[7] .. ' ' .. ARGV[i + 1])
    redis.call('LTRIM', KEYS[queue], -tonumber(ARGV[6]), -1)
  end
end
return 'OK'
