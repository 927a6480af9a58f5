# A PostgreSQL server that lives as long as the script: sourced after lib.sh, never run.
#
#   need_postgres    installs the server where there is none
#   start_postgres   starts one on a free loopback port and exports
#                      CINNABAR_TEST_POSTGRES      its URL
#                      CINNABAR_TEST_POSTGRES_CTL  a command: pg_ctl for this server ("restart -m fast", "stop", "start")
#   need_pgbouncer   installs PgBouncer where there is none
#   start_pgbouncer  starts one in transaction mode before that server, and exports
#                      CINNABAR_TEST_PGBOUNCER     its URL
# It is stopped and removed when the script ends, however it ends.

postgres_home=

# Where initdb and pg_ctl are; Debian keeps them off PATH, by version.
postgres_bin() {
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    if [ -x "$newest" ]; then
        dirname "$newest"
    elif command -v initdb >/dev/null; then
        dirname "$(command -v initdb)"
    else
        return 1
    fi
}

need_postgres() {
    postgres_bin >/dev/null && return
    if command -v apt-get >/dev/null && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        # Debian's package starts a server of its own; we neither need nor want to leave that behind.
        install postgresql-common
        as_root sed -i -E 's/^#? *(create_main_cluster) *=.*/\1 = false/' /etc/postgresql-common/createcluster.conf
    fi
    install postgresql
    postgres_bin >/dev/null || die "PostgreSQL is installed, but initdb is not where it should be"
}

# The server refuses to run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

stop_postgres() {
    [ -n "$postgres_home" ] || return 0
    local home=$postgres_home
    postgres_home=
    if [ -e "$home/pgbouncer/pid" ]; then kill "$(cat "$home/pgbouncer/pid")" 2>/dev/null || true; fi
    if [ -x "$home/ctl" ] && [ -e "$home/data/postmaster.pid" ]; then
        "$home/ctl" stop -m immediate >/dev/null 2>&1 || true
    fi
    rm -rf "$home"
}

start_postgres() {
    local bin password port locale=C
    bin=$(postgres_bin) || die "no PostgreSQL server is installed"
    # Bash runs the EXIT trap after these, so that Ctrl-C cleans up too.
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap stop_postgres EXIT
    postgres_home=$(mktemp -d "${TMPDIR:-/tmp}/cinnabar-postgres.XXXXXX")
    # Hexadecimal, so that it needs no escaping in a URL.
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "$password" >"$postgres_home/password"
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$postgres_home"; fi
    if locale -a 2>/dev/null | grep -qiE '^C\.utf-?8$'; then locale=C.UTF-8; fi

    as_postgres "$bin/initdb" --pgdata="$postgres_home/data" --username=cinnabar --pwfile="$postgres_home/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale="$locale" --no-sync >"$postgres_home/initdb.log" 2>&1 ||
        postgres_failed "initdb failed" "$postgres_home/initdb.log"

    cat >"$postgres_home/ctl" <<CTL
#!/usr/bin/env bash
# pg_ctl for this server: ctl start | stop -m fast | restart -m immediate | status
set -euo pipefail
cd /
run=("$bin/pg_ctl" -w -t 60 -s -D "$postgres_home/data" -l "$postgres_home/server.log")
if [ "\$(id -u)" = 0 ]; then run=(runuser -u postgres -- "\${run[@]}"); fi
(
    # A server must not inherit what its caller has open: Foundation's Process waits for a socket to close.
    for fd in /dev/fd/*; do
        fd=\${fd##*/}
        if [ "\$fd" -gt 2 ]; then eval "exec \$fd>&-"; fi
    done
    exec "\${run[@]}" "\$@" </dev/null
)
CTL
    chmod 755 "$postgres_home/ctl"

    # A port that looks free may be taken before the server has it: the next one is tried then.
    local attempt started=
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 12000))
        if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
        postgres_settings "$port" | as_postgres tee "$postgres_home/data/postgresql.auto.conf" >/dev/null
        if "$postgres_home/ctl" start >"$postgres_home/start.log" 2>&1; then
            started=yes
            break
        fi
        grep -q 'Address already in use' "$postgres_home/server.log" || break
    done
    [ -n "$started" ] || postgres_failed "PostgreSQL did not start" "$postgres_home/server.log" "$postgres_home/start.log"

    PGPASSWORD=$password "$bin/createdb" --host=127.0.0.1 --port="$port" --username=cinnabar cinnabar ||
        postgres_failed "the test database could not be created" "$postgres_home/server.log"
    export CINNABAR_TEST_POSTGRES="postgresql://cinnabar:$password@127.0.0.1:$port/cinnabar"
    export CINNABAR_TEST_POSTGRES_CTL="$postgres_home/ctl"
    say "PostgreSQL $("$bin/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1) on port $port"
}

need_pgbouncer() {
    pgbouncer_bin >/dev/null && return
    install pgbouncer
    # Debian's package starts one of its own; we neither need nor want to leave that behind.
    if command -v systemctl >/dev/null; then as_root systemctl disable --now pgbouncer >/dev/null 2>&1 || true; fi
    pgbouncer_bin >/dev/null || die "PgBouncer is installed, but not where it should be"
}

# Not on everybody's PATH.
pgbouncer_bin() {
    PATH=$PATH:/usr/sbin:/usr/local/sbin command -v pgbouncer
}

start_pgbouncer() {
    local home=$postgres_home/pgbouncer bin server=${CINNABAR_TEST_POSTGRES##*@} user=${CINNABAR_TEST_POSTGRES#*://}
    bin=$(pgbouncer_bin) || die "no PgBouncer is installed"
    user=${user%%@*}
    mkdir "$home"
    printf '"%s" "%s"\n' "${user%%:*}" "${user#*:}" >"$home/users"
    local attempt port
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 12000))
        if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
        pgbouncer_settings "$home" "$port" "${server%%/*}" >"$home/ini"
        if [ "$(id -u)" = 0 ]; then chown -R postgres "$home"; fi
        as_postgres "$bin" -q -d "$home/ini" >"$home/start.log" 2>&1 || continue
        for attempt in 1 2 3 4 5 6 7 8 9 10; do
            if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
                export CINNABAR_TEST_PGBOUNCER="postgresql://$user@127.0.0.1:$port/cinnabar"
                say "PgBouncer on port $port"
                return
            fi
            sleep 0.2
        done
    done
    postgres_failed "PgBouncer did not start" "$home/log" "$home/start.log"
}

# pgbouncer_settings HOME PORT SERVER
pgbouncer_settings() {
    cat <<SETTINGS
[databases]
* = host=${3%%:*} port=${3##*:}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $2
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $1/users
pool_mode = transaction
# Fewer than the tests have connections, so that they do change servers.
default_pool_size = 3
max_client_conn = 200
ignore_startup_parameters = extra_float_digits,options
logfile = $1/log
pidfile = $1/pid
SETTINGS
}

postgres_settings() {
    cat <<SETTINGS
port = $1
listen_addresses = '127.0.0.1'
unix_socket_directories = '$postgres_home'
max_connections = 200
# Nothing here has to outlive a crash of the machine.
fsync = off
synchronous_commit = off
full_page_writes = off
SETTINGS
}

# postgres_failed MESSAGE LOG...: shows the ends of the logs and gives up.
postgres_failed() {
    local message=$1 log
    shift
    for log in "$@"; do
        if [ -s "$log" ]; then tail -n 20 "$log" >&2; fi
    done
    die "$message"
}
