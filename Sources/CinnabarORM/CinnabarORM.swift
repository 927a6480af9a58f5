// The object layer: models, sessions, the unit of work. It stands on Core and follows it.
