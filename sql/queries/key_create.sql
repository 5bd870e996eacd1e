-- key_create(key, hash, granted, needs, all_scopes, body) writes
-- granted: the scopes of the role; needs: the limits of which the role wants one.
with b as (
    select b.*, :body::jsonb ? 'expires_on' as says_end
    from jsonb_to_record(:body::jsonb) as b (name text, role text, scopes text[], programs text[], regions text[], practices text[],
                                             recipient text, purpose text, requests_per_day int, expires_on date)
), today as (
    select (now() at time zone 'UTC')::date as day
), faults as (
    select fault('/role', 'conflicting', 'or scopes: one of the two') as fault
    from b where (b.role is null) = (b.scopes is null)
    union all
    select fault('/role', 'not_held', 'has the scope ' || s || ', which you do not hold')
    from unnest(string_to_array(:granted, ' ')) s where not holds(s)
    union all
    select case when s = any (string_to_array(:all_scopes, ' ')) then fault('/scopes/' || n - 1, 'not_held', s || ' is not a scope that you hold')
                else fault('/scopes/' || n - 1, 'not_allowed', s || ' is not a scope; there are: ' || :all_scopes) end
    from b, unnest(b.scopes) with ordinality u (s, n) where not holds(s) or s <> all (string_to_array(:all_scopes, ' '))
    union all
    select fault('/' || split_part(:needs, ' ', 1), 'missing', 'the role ' || b.role || ' needs a limit: ' || replace(:needs, ' ', ' or '))
    from b where :needs <> '' and not ('programs' = any (string_to_array(:needs, ' ')) and b.programs is not null
                                    or 'regions' = any (string_to_array(:needs, ' ')) and b.regions is not null
                                    or 'practices' = any (string_to_array(:needs, ' ')) and b.practices is not null)
    union all
    select fault('/programs/' || n - 1, 'unknown_program', 'is not a program that you see')
    from b, unnest(b.programs) with ordinality p (code, n) where code not in (select program from program)
    union all
    select fault('/practices/' || n - 1, 'unknown_practice', 'is not a practice that you see')
    from b, unnest(b.practices) with ordinality p (code, n) where code not in (select practice from practice)
    union all
    select fault('/regions/' || n - 1, 'unknown_value', 'must be an attribute that is a choice and a value of it, like rurality:rural')
    from b, unnest(b.regions) with ordinality r (pair, n)
    where pair ~ '\s'
       or not exists (select from attribute a join attribute_value v using (attribute_id)
                      where a.attribute = split_part(pair, ':', 1) and v.value = substr(pair, strpos(pair, ':') + 1))
    union all
    select fault('/expires_on', 'too_small', 'has passed') from b, today where b.expires_on < today.day
), made as (
    insert into api_key as k (key_id, hash, name, role, scopes, programs, regions, practices, recipient, purpose, requests_per_day, expires_at)
    select :key, :hash, b.name, b.role, b.scopes, b.programs, b.regions, b.practices, b.recipient, b.purpose, b.requests_per_day,
           case when b.says_end then b.expires_on + 1 else today.day + 366 end::timestamp at time zone 'UTC'
    from b, today where not exists (select from faults)
    returning k as it
)
select case when made.it is null then 'invalid-content' end as _problem, (select jsonb_agg(fault) from faults) as _errors,
       '/v1/keys/' || s."key" as _location, s.*
from b left join made on true left join lateral shown(made.it) s on true
