import StrictYAML
import Testing

/// The error of `read` on the node at `value:`; nil where it is taken.
func complaint<Value>(
    _ value: String, _ read: (YAMLNode) throws(YAMLError) -> Value
) -> YAMLError? {
    do {
        _ = try reading(value, read)
        return nil
    } catch {
        return error
    }
}

/// What `read` makes of the node at `value:` on line 2.
func reading<Value>(_ value: String, _ read: (YAMLNode) throws(YAMLError) -> Value) throws(YAMLError) -> Value {
    let root = try YAMLDocument.parse("# a file\nvalue: \(value)\n", file: "f.yaml")
    return try read(YAMLFields(root, allowed: ["value"]).required("value"))
}
