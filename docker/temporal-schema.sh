#!/bin/sh
# Creates Temporal's two databases and brings their schemas up to the version of this image. Safe to run again. SQL_PASSWORD is read by the tool itself.
set -eu
tool() {
  database=$1
  shift
  temporal-sql-tool --plugin postgres12 --endpoint "$SQL_HOST" --port "$SQL_PORT" --user "$SQL_USER" --database "$database" "$@"
}
for name in temporal visibility; do
  database=temporal
  if [ "$name" = visibility ]; then database=temporal_visibility; fi
  # One that is there already is no fault of the tool's `create`.
  tool "$database" create
  # Refused when the version table is there, which is the usual case from the second start on; a real fault shows in the next step.
  tool "$database" setup-schema --version 0.0 || echo "$database has a schema already"
  tool "$database" update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$name/versioned"
done
