-- Adds trades that the socket did not bring, and says up to when they were looked for.
-- KEYS: epoch of the lease, where the audit stands. ARGV: own epoch, seconds up to which trades were
--   compared, now (ms), then for each trade its stream and payload
local epoch = redis.call('GET', KEYS[1])
if epoch ~= ARGV[1] then
  return 'FENCED'
end
redis.call('HSET', KEYS[2], 'compared_until', ARGV[2], 'updated_at', ARGV[3])
for i = 4, #ARGV, 2 do
  redis.call('XADD', ARGV[i], '*', 'v', '1', 'event', ARGV[i + 1])
end
if #ARGV > 4 then
  redis.call('HINCRBY', KEYS[2], 'added', (#ARGV - 3) / 2)
end
return 'DONE'
