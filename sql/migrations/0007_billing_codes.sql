-- Codes under which integrated care is billed, with the days they are valid.

create table billing_code (
    billing_code text primary key,
    system text not null,
    model text not null,
    label text not null,
    base_minutes int,
    min_minutes int,
    max_minutes int,
    valid_from date not null,
    valid_to date,
    note text
);
call guard_reference('billing_code', null);
