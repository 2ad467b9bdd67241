-- Acknowledges a batch and removes its manifest, if the slot is still ours. A manifest that is gone
-- was removed by an earlier run of this step whose answer got lost.
-- KEYS: lease, epoch, manifest, stream. ARGV: own token, own epoch, manifest, group, entry ids.
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then
  return 'FENCED'
end
local there = redis.call('GET', KEYS[3])
if there and there ~= ARGV[3] then
  return 'OTHER'
end
for i = 5, #ARGV, 1000 do
  redis.call('XACK', KEYS[4], ARGV[4], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
redis.call('DEL', KEYS[3])
return 'OK'
