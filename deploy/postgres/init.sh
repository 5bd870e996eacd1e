#!/bin/sh
# The two roles and the database, on a new PostgreSQL or on one that has them already.
#
#   continuum_owner     owns the database and its schema; only `continuum migrate` and `audit retire` connect as it
#   continuum_service   owns nothing; sees what row security shows to the caller it names
#
# The official image runs it on an empty data directory. By hand, with PostgreSQL on this host:
#
#   SECRETS=/etc/continuum PSQL='runuser -u postgres -- psql' deploy/postgres/init.sh
set -eu

secrets=${SECRETS:-/run/secrets}
psql=${PSQL:-psql -U ${POSTGRES_USER:-postgres}}

# \set NAME 'what the file holds'
variable() {
    [ -s "$secrets/$1" ] || { echo "init: no password in $secrets/$1" >&2; exit 1; }
    printf "\\\\set %s '%s'\n" "$1" "$(sed "s/\\\\/\\\\\\\\/g; s/'/''/g" "$secrets/$1")"
}

passwords=$(variable owner_password && variable service_password)

# $psql is a command with its options.
# shellcheck disable=SC2086
$psql -X -q -v ON_ERROR_STOP=1 -d postgres <<SQL
$passwords

select 'create role continuum_owner'
where not exists (select from pg_roles where rolname = 'continuum_owner') \\gexec
select 'create role continuum_service'
where not exists (select from pg_roles where rolname = 'continuum_service') \\gexec

alter role continuum_owner login createrole nosuperuser nocreatedb noreplication nobypassrls
    password :'owner_password';
alter role continuum_service login nocreaterole nosuperuser nocreatedb noreplication nobypassrls
    password :'service_password';

-- The service sets shorter limits itself; these hold should it not.
alter role continuum_service set statement_timeout = '120s';
alter role continuum_service set idle_in_transaction_session_timeout = '60s';

-- The collation of the tests, so that lists are ordered the same everywhere.
select 'create database continuum owner continuum_owner template template0 encoding ''UTF8'' locale ''C.UTF-8'''
where not exists (select from pg_database where datname = 'continuum') \\gexec

revoke all on database continuum from public;
grant connect on database continuum to continuum_service;
SQL
