-- Publishes one page and moves the watermark, or does neither.
-- KEYS: watermark, stream, recent ids, epoch, positions, finished
-- ARGV: epoch, expected cursor, next cursor, now (ms), lag (s, -1 unknown), remember (1 or 0),
--       forget ids before (s), then event id, event time (s), payload for each entry
local epoch = redis.call('GET', KEYS[4]) or '0'
if epoch ~= ARGV[1] then
  return {'FENCED', epoch}
end
local mark = redis.call('HMGET', KEYS[1], 'cursor', 'last_entry')
local cursor = mark[1] or ''
if cursor ~= ARGV[2] then
  return {'MOVED', cursor}
end

local function before(a, b) -- whether entry id a is smaller than b
  local am, as = string.match(a, '(%d+)-(%d+)')
  local bm, bs = string.match(b, '(%d+)-(%d+)')
  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)
  return am < bm or (am == bm and as < bs)
end

-- What every group has finished; '0-0' while a group has not been seen.
local finished = nil
local groups = redis.call('HGETALL', KEYS[6])
for i = 2, #groups, 2 do
  if not finished or before(groups[i], finished) then finished = groups[i] end
end
finished = finished or '0-0'
local finished_ms = tonumber(string.match(finished, '(%d+)-'))

-- A stream whose newest id is older than what this source last added has lost entries.
if mark[2] then
  local top = '0-0'
  if redis.call('EXISTS', KEYS[2]) == 1 then
    local info = redis.call('XINFO', 'STREAM', KEYS[2])
    for i = 1, #info, 2 do
      if info[i] == 'last-generated-id' then top = info[i + 1] end
    end
  end
  if before(top, mark[2]) then
    local back = ''
    local safe = redis.call('ZREVRANGEBYSCORE', KEYS[5], '(' .. finished_ms, '-inf', 'LIMIT', 0, 1)
    if safe[1] then
      back = string.match(safe[1], '^%S+ (.*)$')
    end
    redis.call('HSET', KEYS[1], 'cursor', back, 'rewound_at', ARGV[4])
    redis.call('HDEL', KEYS[1], 'last_entry')
    redis.call('DEL', KEYS[3], KEYS[5])
    return {'REWOUND', back}
  end
end

local added = 0
local last = nil
for i = 8, #ARGV, 3 do
  local fresh = true
  if redis.call('ZSCORE', KEYS[3], ARGV[i]) then
    fresh = false
  elseif ARGV[6] == '1' then
    redis.call('ZADD', KEYS[3], ARGV[i + 1], ARGV[i])
  end
  if fresh then
    last = redis.call('XADD', KEYS[2], '*', 'v', '1', 'event', ARGV[i + 2])
    added = added + 1
  end
end
redis.call('HSET', KEYS[1], 'cursor', ARGV[3], 'epoch', ARGV[1], 'updated_at', ARGV[4],
  'lag_seconds', ARGV[5])
if added > 0 then
  redis.call('HINCRBY', KEYS[1], 'events', added)
  redis.call('HSET', KEYS[1], 'last_entry', last)
  local last_ms = string.match(last, '(%d+)-')
  redis.call('ZADD', KEYS[5], last_ms, last .. ' ' .. ARGV[3])
  -- Keep the newest position that is surely finished, and all after it.
  local older = redis.call('ZREVRANGEBYSCORE', KEYS[5], '(' .. finished_ms, '-inf', 'WITHSCORES',
    'LIMIT', 0, 1)
  if older[2] then
    redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', '(' .. older[2])
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. ARGV[7])
return {'PUBLISHED', tostring(added)}
