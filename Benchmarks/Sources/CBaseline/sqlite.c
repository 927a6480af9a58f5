#include "sqlite.h"

#include <stdio.h>
#include <string.h>

static const char columns[] = "id, name, email, age, active, created_at";

baseline_sqlite *baseline_sqlite_open(const char *path) {
    baseline_sqlite *db = calloc(1, sizeof *db);
    if (!db) return NULL;
    if (sqlite3_open_v2(path, &db->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL)
        || sqlite3_exec(db->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL)) {
        baseline_sqlite_close(db);
        return NULL;
    }
    return db;
}

void baseline_sqlite_close(baseline_sqlite *db) {
    sqlite3_finalize(db->scan);
    sqlite3_finalize(db->point);
    sqlite3_close(db->db);
    free(db);
}

const char *baseline_sqlite_error(const baseline_sqlite *db) { return sqlite3_errmsg(db->db); }
const char *baseline_sqlite_version(void) { return sqlite3_libversion(); }

int baseline_sqlite_exec(baseline_sqlite *db, const char *sql) {
    return sqlite3_exec(db->db, sql, NULL, NULL, NULL) ? -1 : 0;
}

// "YYYY-MM-DD HH:MM:SS.ffffff", at fixed places.
static int digits(const unsigned char *text, int length) {
    int value = 0;
    for (int i = 0; i < length; i++) value = value * 10 + (text[i] - '0');
    return value;
}

static int64_t parse_timestamp(const unsigned char *text) {
    int year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
    // Days since 1970-01-01 in the Gregorian calendar, years starting in March.
    year -= month <= 2;
    int era = year / 400, of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t days = (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    int64_t seconds = days * 86400 + digits(text + 11, 2) * 3600 + digits(text + 14, 2) * 60 + digits(text + 17, 2);
    return seconds * 1000000 + digits(text + 20, 6);
}

void baseline_sqlite_read(sqlite3_stmt *statement, baseline_user *user) {
    user->id = sqlite3_column_int64(statement, 0);
    const unsigned char *name = sqlite3_column_text(statement, 1);
    user->name = baseline_copy(name, (size_t)sqlite3_column_bytes(statement, 1));
    const unsigned char *email = sqlite3_column_text(statement, 2);
    user->email = baseline_copy(email, (size_t)sqlite3_column_bytes(statement, 2));
    user->has_age = sqlite3_column_type(statement, 3) != SQLITE_NULL;
    user->age = sqlite3_column_int(statement, 3);
    user->active = sqlite3_column_int(statement, 4);
    user->created_at = parse_timestamp(sqlite3_column_text(statement, 5));
}

static int prepare(baseline_sqlite *db, sqlite3_stmt **statement, const char *format, const char *argument) {
    if (*statement) return 0;
    char *sql = sqlite3_mprintf(format, columns, argument);
    int code = sqlite3_prepare_v3(db->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    sqlite3_free(sql);
    return code;
}

int64_t baseline_sqlite_scan(baseline_sqlite *db, int64_t count) {
    if (prepare(db, &db->scan, "SELECT %s FROM users", NULL)) return -1;
    // Grown as a program would that does not know the count.
    int64_t capacity = 0, rows = 0, sum = 0;
    baseline_user *users = NULL;
    int code;
    while ((code = sqlite3_step(db->scan)) == SQLITE_ROW) {
        if (rows == capacity) {
            capacity = capacity ? capacity * 2 : 16;
            users = realloc(users, (size_t)capacity * sizeof *users);
        }
        baseline_sqlite_read(db->scan, &users[rows++]);
    }
    sqlite3_reset(db->scan);
    for (int64_t i = 0; i < rows; i++) {
        sum += baseline_weigh(&users[i]);
        baseline_free(&users[i]);
    }
    free(users);
    return code == SQLITE_DONE && rows == count ? sum : -1;
}

int64_t baseline_sqlite_points(baseline_sqlite *db, int64_t selects, int64_t count, bool in_transaction) {
    if (prepare(db, &db->point, "SELECT %s FROM users WHERE id = ?1", NULL)) return -1;
    if (in_transaction && baseline_sqlite_exec(db, "BEGIN")) return -1;
    int64_t sum = 0;
    for (int64_t i = 0; i < selects; i++) {
        sqlite3_bind_int64(db->point, 1, baseline_key(i, count));
        if (sqlite3_step(db->point) != SQLITE_ROW) return -1;
        baseline_user user;
        baseline_sqlite_read(db->point, &user);
        sum += baseline_weigh(&user);
        baseline_free(&user);
        if (sqlite3_step(db->point) != SQLITE_DONE) return -1;
        sqlite3_reset(db->point);
    }
    if (in_transaction && baseline_sqlite_exec(db, "COMMIT")) return -1;
    return sum;
}

static void format_timestamp(int64_t microseconds, char *text) {
    int64_t seconds = microseconds / 1000000, days = seconds / 86400 + 719468, of_day = seconds % 86400;
    int64_t era = days / 146097, of_era = days - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * of_year + 2) / 153, day = of_year - (153 * shifted + 2) / 5 + 1;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9, year = year_of_era + era * 400 + (month <= 2);
    int64_t parts[7] = {year, month, day, of_day / 3600, of_day / 60 % 60, of_day % 60, microseconds % 1000000};
    static const int widths[7] = {4, 2, 2, 2, 2, 2, 6};
    static const char separators[8] = "-- ::.";
    char *at = text;
    for (int i = 0; i < 7; i++) {
        for (int place = widths[i] - 1; place >= 0; place--, parts[i] /= 10) at[place] = (char)('0' + parts[i] % 10);
        at += widths[i];
        if (i < 6) *at++ = separators[i];
    }
}

int64_t baseline_sqlite_insert(baseline_sqlite *db, const char *table, const baseline_user *users, int64_t count) {
    sqlite3_stmt *insert = NULL;
    char *sql = sqlite3_mprintf("INSERT INTO %s (%s) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", table, columns);
    int code = sqlite3_prepare_v2(db->db, sql, -1, &insert, NULL);
    sqlite3_free(sql);
    if (code || baseline_sqlite_exec(db, "BEGIN IMMEDIATE")) return -1;
    char created_at[26];
    for (int64_t i = 0; i < count && !code; i++) {
        const baseline_user *user = &users[i];
        format_timestamp(user->created_at, created_at);
        sqlite3_bind_int64(insert, 1, user->id);
        sqlite3_bind_text(insert, 2, user->name, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 3, user->email, -1, SQLITE_STATIC);
        if (user->has_age) sqlite3_bind_int(insert, 4, user->age);
        else sqlite3_bind_null(insert, 4);
        sqlite3_bind_int(insert, 5, user->active);
        sqlite3_bind_text(insert, 6, created_at, sizeof created_at, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE) code = -1;
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    if (baseline_sqlite_exec(db, code ? "ROLLBACK" : "COMMIT")) return -1;
    return code ? -1 : count;
}

int64_t baseline_sqlite_number(baseline_sqlite *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (!sqlite3_prepare_v2(db->db, sql, -1, &statement, NULL) && sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}
