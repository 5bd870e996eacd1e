-- identity_read(scopes, programs, regions, practices) reads
select actor() as actor, setting_text('role') as role, :scopes as scopes, :programs as programs, :regions as regions,
       :practices as practices, setting_text('recipient') as recipient, setting_text('purpose') as purpose,
       setting_text('quota')::int as requests_per_day,
       coalesce((select u.requests from caller_usage u
                 where u.caller = actor() and u.day = (now() at time zone 'UTC')::date), 0) as requests_today
