#!/bin/sh
# Runs once, on an empty volume: a role and a database of its own for Tandem beside Temporal's.
set -eu
# The password goes in by a variable of psql, quoted there: never through the shell into the statement.
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres --set=password="$TANDEM_DB_PASSWORD" <<'SQL'
create role tandem login password :'password';
create database tandem owner tandem;
revoke connect on database tandem from public;
SQL
