#include "family.h"
#include "json.h"
#include "sqlite.h"

int64_t baseline_sqlite_families(baseline_sqlite *db) {
    sqlite3_stmt *parents = NULL, *children = NULL;
    family *family = baseline_family_make();
    int code = family ? 0 : -1;
    if (!code) code = sqlite3_prepare_v2(db->db, "SELECT id, name FROM parents ORDER BY id", -1, &parents, NULL);
    while (!code && sqlite3_step(parents) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(parents, 1);
        code = baseline_family_add_parent(
            family, sqlite3_column_int64(parents, 0), name, (size_t)sqlite3_column_bytes(parents, 1));
    }
    sqlite3_finalize(parents);
    static const char sql[] = "SELECT id, name, parent_id FROM children ORDER BY parent_id";
    if (!code) code = sqlite3_prepare_v2(db->db, sql, -1, &children, NULL);
    while (!code && sqlite3_step(children) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(children, 1);
        code = baseline_family_add_child(
            family, sqlite3_column_int64(children, 0), name, (size_t)sqlite3_column_bytes(children, 1),
            sqlite3_column_int64(children, 2));
    }
    sqlite3_finalize(children);
    int64_t sum = code ? -1 : baseline_family_weigh(family);
    baseline_family_free(family);
    return sum;
}

int64_t baseline_sqlite_json(baseline_sqlite *db, int64_t count) {
    sqlite3_stmt *select = NULL;
    static const char sql[] =
        "SELECT id, name, email, age, active, created_at FROM users WHERE age IS NOT NULL ORDER BY id LIMIT ?1";
    if (sqlite3_prepare_v2(db->db, sql, -1, &select, NULL)) return -1;
    sqlite3_bind_int64(select, 1, count);
    json json = {0};
    int code = 0;
    while (!code && sqlite3_step(select) == SQLITE_ROW) {
        // The text lives until the next step: nothing has to be copied.
        baseline_user user = {
            .id = sqlite3_column_int64(select, 0),
            .name = (char *)sqlite3_column_text(select, 1),
            .email = (char *)sqlite3_column_text(select, 2),
            .age = sqlite3_column_int(select, 3),
            .active = sqlite3_column_int(select, 4),
        };
        code = baseline_json_append(&json, &user);
    }
    sqlite3_finalize(select);
    int64_t length = baseline_json_end(&json);
    return code ? -1 : length;
}
