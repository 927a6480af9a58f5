public import CinnabarSQL

/// Has the compiler check that a foreign key and what it refers to are of one type. Never called.
public func _$foreignKey<Owner, Value, Target, TargetValue>(
    _ column: Column<Owner, Value>, refersTo target: Column<Target, TargetValue>
) where Value.Base == TargetValue.Base {}
