-- Publishes one batch of live events for each of some partitions, or for none when the lease is lost.
-- KEYS: epoch, watermark, then for each partition: count of batches, stream
-- ARGV: epoch, now (ms), then for each partition: its number, count before this batch,
--       heard up to (microseconds, 0 to leave it), number of events, events
-- Returns the epoch, then for each partition: DONE or LOST, count, length of the stream.
local epoch = redis.call('GET', KEYS[1]) or '0'
if epoch ~= ARGV[1] then
  return {'FENCED', epoch}
end
local reply = {'OK', epoch}
local key = 3
local next = 3
while next <= #ARGV do
  local expected, events = tonumber(ARGV[next + 1]), tonumber(ARGV[next + 3])
  local count = tonumber(redis.call('GET', KEYS[key]) or '0')
  local status = 'DONE'
  if count == expected and events > 0 then
    for i = next + 4, next + 3 + events do
      redis.call('XADD', KEYS[key + 1], '*', 'v', '1', 'event', ARGV[i])
    end
    count = count + 1
    redis.call('SET', KEYS[key], count)
  elseif count ~= expected and not (events > 0 and count == expected + 1) then
    status = 'LOST'
  end
  if status == 'DONE' and ARGV[next + 2] ~= '0' then
    redis.call('HSET', KEYS[2], 'heard:' .. ARGV[next], ARGV[next + 2])
  end
  reply[#reply + 1] = status
  reply[#reply + 1] = tostring(count)
  reply[#reply + 1] = tostring(redis.call('XLEN', KEYS[key + 1]))
  next = next + 4 + events
  key = key + 2
end
redis.call('HSET', KEYS[2], 'epoch', epoch, 'updated_at', ARGV[2])
return reply
