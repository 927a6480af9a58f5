#include "postgres.h"

#include <pthread.h>
#include <stdlib.h>

baseline_pg *baseline_pg_open(const char *url) {
    baseline_pg *pg = calloc(1, sizeof *pg);
    if (pg) pg->conn = PQconnectdb(url);
    return pg;
}

void baseline_pg_close(baseline_pg *pg) {
    PQfinish(pg->conn);
    free(pg);
}

const char *baseline_pg_error(const baseline_pg *pg) { return PQerrorMessage(pg->conn); }
int baseline_pg_server_version(const baseline_pg *pg) { return PQserverVersion(pg->conn); }
int baseline_pg_library_version(void) { return PQlibVersion(); }

int baseline_pg_exec(baseline_pg *pg, const char *sql) { return expect(PQexec(pg->conn, sql), PGRES_COMMAND_OK); }

int64_t baseline_pg_number(baseline_pg *pg, const char *sql) {
    PGresult *result = PQexec(pg->conn, sql);
    int64_t number = PQresultStatus(result) == PGRES_TUPLES_OK ? atoll(PQgetvalue(result, 0, 0)) : -1;
    PQclear(result);
    return number;
}

void baseline_pg_read(const PGresult *result, int row, baseline_user *user) {
    user->id = get_int64(PQgetvalue(result, row, 0));
    user->name = baseline_copy(PQgetvalue(result, row, 1), (size_t)PQgetlength(result, row, 1));
    user->email = baseline_copy(PQgetvalue(result, row, 2), (size_t)PQgetlength(result, row, 2));
    user->has_age = !PQgetisnull(result, row, 3);
    user->age = user->has_age ? get_int32(PQgetvalue(result, row, 3)) : 0;
    user->active = *PQgetvalue(result, row, 4);
    user->created_at = get_int64(PQgetvalue(result, row, 5)) + postgres_epoch;
}

int64_t baseline_pg_scan(baseline_pg *pg, int64_t count) {
    PGresult *result = PQexecParams(
        pg->conn, "SELECT id, name, email, age, active, created_at FROM users", 0, NULL, NULL, NULL, NULL, 1);
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != count) {
        PQclear(result);
        return -1;
    }
    int rows = PQntuples(result);
    baseline_user *users = malloc((size_t)rows * sizeof *users);
    for (int row = 0; row < rows; row++) baseline_pg_read(result, row, &users[row]);
    PQclear(result);
    int64_t sum = 0;
    for (int row = 0; row < rows; row++) {
        sum += baseline_weigh(&users[row]);
        baseline_free(&users[row]);
    }
    free(users);
    return sum;
}

static int prepare_point(baseline_pg *pg) {
    if (pg->has_point) return 0;
    static const Oid types[1] = {INT8_OID};
    pg->has_point = true;
    return expect(
        PQprepare(
            pg->conn, "point", "SELECT id, name, email, age, active, created_at FROM users WHERE id = $1", 1, types),
        PGRES_COMMAND_OK);
}

static int64_t points(baseline_pg *pg, int64_t first, int64_t end, int64_t count) {
    if (prepare_point(pg)) return -1;
    int64_t sum = 0;
    for (int64_t i = first; i < end; i++) {
        char key[8];
        put_int64(key, baseline_key(i, count));
        const char *values[1] = {key};
        static const int lengths[1] = {8}, formats[1] = {1};
        PGresult *result = PQexecPrepared(pg->conn, "point", 1, values, lengths, formats, 1);
        if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) {
            PQclear(result);
            return -1;
        }
        baseline_user user;
        baseline_pg_read(result, 0, &user);
        PQclear(result);
        sum += baseline_weigh(&user);
        baseline_free(&user);
    }
    return sum;
}

int64_t baseline_pg_points(baseline_pg *pg, int64_t selects, int64_t count) { return points(pg, 0, selects, count); }

typedef struct {
    baseline_pg *pg;
    int64_t first, end, count, sum;
} share;

static void *run_share(void *argument) {
    share *mine = argument;
    mine->sum = points(mine->pg, mine->first, mine->end, mine->count);
    return NULL;
}

int64_t baseline_pg_points_threads(baseline_pg *const *connections, int threads, int64_t selects, int64_t count) {
    pthread_t ids[64];
    share shares[64];
    if (threads < 1 || threads > 64) return -1;
    int started = 0;
    for (; started < threads; started++) {
        shares[started] = (share){
            connections[started], selects * started / threads, selects * (started + 1) / threads, count, -1};
        if (pthread_create(&ids[started], NULL, run_share, &shares[started])) break;
    }
    int64_t sum = started == threads ? 0 : -1;
    for (int i = 0; i < started; i++) {
        pthread_join(ids[i], NULL);
        sum = sum < 0 || shares[i].sum < 0 ? -1 : sum + shares[i].sum;
    }
    return sum;
}
