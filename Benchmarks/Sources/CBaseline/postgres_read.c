#include "family.h"
#include "json.h"
#include "postgres.h"

#include <stdlib.h>

static PGresult *read_all(baseline_pg *pg, const char *sql) {
    PGresult *result = PQexecParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1);
    if (PQresultStatus(result) == PGRES_TUPLES_OK) return result;
    PQclear(result);
    return NULL;
}

int64_t baseline_pg_families(baseline_pg *pg) {
    family *family = baseline_family_make();
    PGresult *parents = read_all(pg, "SELECT id, name FROM parents ORDER BY id");
    PGresult *children = read_all(pg, "SELECT id, name, parent_id FROM children ORDER BY parent_id");
    int code = family && parents && children ? 0 : -1;
    for (int row = 0; !code && row < PQntuples(parents); row++)
        code = baseline_family_add_parent(
            family, get_int64(PQgetvalue(parents, row, 0)), PQgetvalue(parents, row, 1),
            (size_t)PQgetlength(parents, row, 1));
    for (int row = 0; !code && row < PQntuples(children); row++)
        code = baseline_family_add_child(
            family, get_int64(PQgetvalue(children, row, 0)), PQgetvalue(children, row, 1),
            (size_t)PQgetlength(children, row, 1), get_int64(PQgetvalue(children, row, 2)));
    PQclear(parents);
    PQclear(children);
    int64_t sum = code ? -1 : baseline_family_weigh(family);
    baseline_family_free(family);
    return sum;
}

int64_t baseline_pg_json(baseline_pg *pg, int64_t count) {
    char key[8];
    put_int64(key, count);
    const char *values[1] = {key};
    static const Oid types[1] = {INT8_OID};
    static const int lengths[1] = {8}, formats[1] = {1};
    PGresult *result = PQexecParams(
        pg->conn,
        "SELECT id, name, email, age, active, created_at FROM users WHERE age IS NOT NULL ORDER BY id LIMIT $1", 1,
        types, values, lengths, formats, 1);
    int code = PQresultStatus(result) == PGRES_TUPLES_OK ? 0 : -1;
    json json = {0};
    for (int row = 0; !code && row < PQntuples(result); row++) {
        baseline_user user = {
            .id = get_int64(PQgetvalue(result, row, 0)),
            .name = PQgetvalue(result, row, 1),
            .email = PQgetvalue(result, row, 2),
            .age = get_int32(PQgetvalue(result, row, 3)),
            .active = *PQgetvalue(result, row, 4),
        };
        code = baseline_json_append(&json, &user);
    }
    PQclear(result);
    int64_t length = baseline_json_end(&json);
    return code ? -1 : length;
}

static int64_t page(baseline_pg *pg, int64_t first, int64_t size) {
    char from[8], to[8];
    put_int64(from, first);
    put_int64(to, first + size);
    const char *values[2] = {from, to};
    static const int lengths[2] = {8, 8}, formats[2] = {1, 1};
    PGresult *result = PQexecPrepared(pg->conn, "page", 2, values, lengths, formats, 1);
    int64_t sum = PQresultStatus(result) == PGRES_TUPLES_OK ? 0 : -1;
    int rows = sum ? 0 : PQntuples(result);
    baseline_user *users = malloc((size_t)rows * sizeof *users + 1);
    for (int row = 0; row < rows; row++) baseline_pg_read(result, row, &users[row]);
    PQclear(result);
    for (int row = 0; row < rows; row++) {
        sum += baseline_weigh(&users[row]);
        baseline_free(&users[row]);
    }
    free(users);
    return sum;
}

int64_t baseline_pg_pages(baseline_pg *pg, int64_t pages, int64_t size, int64_t count) {
    static const Oid types[2] = {INT8_OID, INT8_OID};
    if (!pg->has_page) {
        pg->has_page = true;
        static const char sql[] =
            "SELECT id, name, email, age, active, created_at FROM users WHERE id >= $1 AND id < $2";
        if (expect(PQprepare(pg->conn, "page", sql, 2, types), PGRES_COMMAND_OK)) return -1;
    }
    int64_t sum = 0;
    for (int64_t i = 0; i < pages; i++) {
        int64_t own = page(pg, i * size % count + 1, size);
        if (own < 0) return -1;
        sum += own;
    }
    return sum;
}
