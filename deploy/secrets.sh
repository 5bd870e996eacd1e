#!/bin/sh
# Makes the secrets of an installation, as files; what is there already stays.
#
#   deploy/secrets.sh [DIR]          DIR: deploy/secrets
#
#   DATABASE_HOST   where PostgreSQL is, as libpq takes it        [postgres]
#   SERVER_NAME     for the certificate that is made for a trial  [localhost]
#
# Containers get the files by bind mount, each under a user of its own: the files are
# readable, the directory is not.
set -eu
umask 077

dir=${1:-$(dirname "$0")/secrets}
host=${DATABASE_HOST:-postgres}
name=${SERVER_NAME:-localhost}
mkdir -p "$dir"
cd "$dir"

password() { [ -s "$1" ] || openssl rand -hex 24 >"$1"; }
connection() {
    [ -s "$1_database" ] || printf 'host=%s dbname=continuum user=continuum_%s password=%s\n' \
        "$host" "$1" "$(cat "$1_password")" >"$1_database"
}

password postgres_password
password owner_password
password service_password
connection owner
connection service
[ -s key_secret ] || openssl rand -hex 32 >key_secret

# For a trial only: replace it by the chain and the key of a real certificate.
if [ ! -s certificate ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -days 90 \
        -subj "/CN=$name" -addext "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1" \
        -keyout key.tmp -out certificate.tmp 2>/dev/null
    cat certificate.tmp key.tmp >certificate
    rm key.tmp certificate.tmp
fi
chmod 0444 ./*
