-- Publishes the markets that changed and what their tokens stand for, or does nothing.
-- KEYS: epoch, watermark, stream, tokens to follow live
-- ARGV: epoch, now (ms), newest change at the source (ISO text), then for each market: id, hash,
--       changed at the source (ms, -1 unknown), seen at (ms), payload, number of fields, fields,
--       whether it is closed (1 or 0), number of tokens, then for each token: id, number of fields, fields
local epoch = redis.call('GET', KEYS[1]) or '0'
if epoch ~= ARGV[1] then
  return {'FENCED', epoch, '0'}
end

local next = 4
local function take()
  next = next + 1
  return ARGV[next - 1]
end
local function fields()
  local list = {}
  for i = 1, tonumber(take()) do list[i] = take() end
  return list
end

local added = 0
local older = 0
while next <= #ARGV do
  local id, hash, changed, seen, payload = take(), take(), take(), take(), take()
  local market = fields()
  local tokens = {}
  local closed = take() == '1'
  for i = 1, tonumber(take()) do tokens[i] = {take(), fields(), closed} end
  local key = 'market:' .. id
  local known = redis.call('HMGET', key, 'hash', 'source_updated_at', 'updated_at')
  if known[1] ~= hash then
    local back = known[2] and tonumber(changed) >= 0 and tonumber(changed) < tonumber(known[2])
    local late = known[3] and tonumber(seen) <= tonumber(known[3])
    if back or late then
      older = older + 1
    else
      redis.call('XADD', KEYS[3], '*', 'v', '1', 'event', payload)
      redis.call('HSET', key, 'hash', hash, 'source_updated_at', changed, 'updated_at', seen,
        unpack(market))
      for _, token in ipairs(tokens) do
        local hash = 'token:' .. token[1]
        redis.call('HSET', hash, unpack(token[2]))
        if token[3] then
          redis.call('HSETNX', hash, 'ended', 'closed')
          redis.call('SREM', KEYS[4], token[1])
        elseif redis.call('HGET', hash, 'ended') == 'closed' then
          redis.call('HDEL', hash, 'ended')
        end
      end
      added = added + 1
    end
  end
end
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'updated_at', ARGV[2], 'lag_seconds', '0')
if ARGV[3] > (redis.call('HGET', KEYS[2], 'cursor') or '') then
  redis.call('HSET', KEYS[2], 'cursor', ARGV[3])
end
redis.call('HINCRBY', KEYS[2], 'events', added)
return {'PUBLISHED', tostring(added), tostring(older)}
