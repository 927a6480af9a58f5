#include "sqlite.h"

int64_t baseline_sqlite_change(baseline_sqlite *db, int64_t count, int32_t age) {
    sqlite3_stmt *select = NULL, *update = NULL;
    int code = sqlite3_prepare_v2(
        db->db, "SELECT id, name, email, age, active, created_at FROM users_copy", -1, &select, NULL);
    if (!code) code = sqlite3_prepare_v2(db->db, "UPDATE users_copy SET age = ?1 WHERE id = ?2", -1, &update, NULL);
    if (!code) code = baseline_sqlite_exec(db, "BEGIN IMMEDIATE");
    baseline_user *users = malloc((size_t)count * sizeof *users);
    int64_t rows = 0;
    while (!code && rows < count && sqlite3_step(select) == SQLITE_ROW) baseline_sqlite_read(select, &users[rows++]);
    sqlite3_finalize(select);
    for (int64_t i = 0; i < rows && !code; i++) {
        sqlite3_bind_int(update, 1, age);
        sqlite3_bind_int64(update, 2, users[i].id);
        if (sqlite3_step(update) != SQLITE_DONE) code = -1;
        sqlite3_reset(update);
    }
    sqlite3_finalize(update);
    for (int64_t i = 0; i < rows; i++) baseline_free(&users[i]);
    free(users);
    if (baseline_sqlite_exec(db, code ? "ROLLBACK" : "COMMIT")) return -1;
    return code || rows != count ? -1 : rows;
}
