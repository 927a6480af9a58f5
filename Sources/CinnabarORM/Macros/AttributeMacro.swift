/// Turns a stored property into one that lives in the model's storage. Written by `@Model`, never by hand.
@attached(accessor)
public macro _Attribute(_ position: Int) = #externalMacro(module: "CinnabarMacros", type: "AttributeMacro")
