#!/bin/sh
# Makes the site's own role and database when PostgreSQL starts for the first time: a plain role,
# for which the rules about rows of journals hold, and not the superuser.
psql --username postgres --set ON_ERROR_STOP=1 --set password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE coprod LOGIN PASSWORD :'password';
CREATE DATABASE coprod OWNER coprod;
SQL
