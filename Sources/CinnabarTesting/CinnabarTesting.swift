// What test suites use: statement recorder, temporary databases, query budgets.
