import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

final class ShopSchemaTests: XCTestCase {
    func testSpecialColumnsOnPostgreSQL() throws {
        let schema = MetaData(Employee.self, OrderLine.self, Shipment.self)
        XCTAssertEqual(
            try sqlTexts(schema.createAll(for: PostgreSQLDialect(), ifNotExists: false), PostgreSQLDialect()),
            [
                "CREATE SCHEMA \"hr\"",
                """
                CREATE TABLE "hr"."employees" (
                    "id" UUID NOT NULL,
                    "first_name" TEXT NOT NULL,
                    "last_name" TEXT NOT NULL,
                    "email" TEXT,
                    "level" VARCHAR(6) NOT NULL,
                    "settings" JSONB NOT NULL,
                    "salary" NUMERIC(10, 2) NOT NULL,
                    "history" TEXT[] NOT NULL,
                    "bio" TEXT,
                    "version" BIGINT NOT NULL,
                    "manager_id" UUID,
                    CONSTRAINT "pk_employees" PRIMARY KEY ("id"),
                    CONSTRAINT "fk_employees_manager_id_employees" FOREIGN KEY ("manager_id") \
                REFERENCES "hr"."employees" ("id") ON DELETE SET NULL,
                    CONSTRAINT "one_email_per_level" UNIQUE ("email", "level"),
                    CONSTRAINT "salary_not_negative" CHECK (salary >= 0),
                    CONSTRAINT "ck_employees_level" CHECK ("level" IN ('junior', 'senior'))
                )
                """,
                """
                CREATE TABLE "order_lines" (
                    "order_id" BIGINT NOT NULL,
                    "line" BIGINT NOT NULL,
                    "quantity" BIGINT NOT NULL,
                    "price" DOUBLE PRECISION NOT NULL,
                    "total" DOUBLE PRECISION GENERATED ALWAYS AS (price * quantity) STORED NOT NULL,
                    CONSTRAINT "pk_order_lines" PRIMARY KEY ("order_id", "line")
                )
                """,
                """
                CREATE TABLE "shipments" (
                    "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
                    "order_id" BIGINT NOT NULL,
                    "line_number" BIGINT NOT NULL,
                    CONSTRAINT "pk_shipments" PRIMARY KEY ("id"),
                    CONSTRAINT "fk_shipment_line" FOREIGN KEY ("order_id", "line_number") \
                REFERENCES "order_lines" ("order_id", "line")
                )
                """,
                """
                CREATE INDEX "ix_employees_last_name_first_name" ON "hr"."employees" ("last_name", "first_name")
                """,
                "COMMENT ON TABLE \"hr\".\"employees\" IS 'Who works here'",
                "COMMENT ON COLUMN \"hr\".\"employees\".\"level\" IS 'Rank'",
            ])
    }

    func testSpecialColumnsOnSQLite() throws {
        let schema = MetaData(Employee.self, OrderLine.self, Shipment.self)
        XCTAssertEqual(
            try sqlTexts(schema.createAll(for: SQLiteDialect(), ifNotExists: false), SQLiteDialect()),
            [
                """
                CREATE TABLE "hr"."employees" (
                    "id" TEXT NOT NULL,
                    "first_name" TEXT NOT NULL,
                    "last_name" TEXT NOT NULL,
                    "email" TEXT,
                    "level" VARCHAR(6) NOT NULL,
                    "settings" TEXT NOT NULL,
                    "salary" TEXT NOT NULL,
                    "history" TEXT NOT NULL,
                    "bio" TEXT,
                    "version" INTEGER NOT NULL,
                    "manager_id" TEXT,
                    CONSTRAINT "pk_employees" PRIMARY KEY ("id"),
                    CONSTRAINT "fk_employees_manager_id_employees" FOREIGN KEY ("manager_id") \
                REFERENCES "employees" ("id") ON DELETE SET NULL,
                    CONSTRAINT "one_email_per_level" UNIQUE ("email", "level"),
                    CONSTRAINT "salary_not_negative" CHECK (salary >= 0),
                    CONSTRAINT "ck_employees_level" CHECK ("level" IN ('junior', 'senior'))
                )
                """,
                """
                CREATE TABLE "order_lines" (
                    "order_id" INTEGER NOT NULL,
                    "line" INTEGER NOT NULL,
                    "quantity" INTEGER NOT NULL,
                    "price" REAL NOT NULL,
                    "total" REAL GENERATED ALWAYS AS (price * quantity) STORED NOT NULL,
                    CONSTRAINT "pk_order_lines" PRIMARY KEY ("order_id", "line")
                )
                """,
                """
                CREATE TABLE "shipments" (
                    "id" INTEGER CONSTRAINT "pk_shipments" PRIMARY KEY AUTOINCREMENT NOT NULL,
                    "order_id" INTEGER NOT NULL,
                    "line_number" INTEGER NOT NULL,
                    CONSTRAINT "fk_shipment_line" FOREIGN KEY ("order_id", "line_number") \
                REFERENCES "order_lines" ("order_id", "line")
                )
                """,
                """
                CREATE INDEX "hr"."ix_employees_last_name_first_name" ON "employees" ("last_name", "first_name")
                """,
            ])
    }
}
