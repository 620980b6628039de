public import Metering

/// One value that a guard saw, or one limit that it applied.
public struct GuardValue: Hashable, Sendable {
    /// Lower case with underscores; limits begin with `limit_`.
    public var key: String
    public var value: Value

    public enum Value: Hashable, Sendable {
        case integer(Int64)
        case boolean(Bool)
        case text(String)
        case time(UTCTime)
        /// Not known; a guard with such a value does not pass.
        case unknown
    }

    public init(_ key: String, _ value: Value) {
        self.key = key
        self.value = value
    }
}

extension GuardValue.Value {
    init(_ integer: Int64?) { self = integer.map(Self.integer) ?? .unknown }
    init(_ boolean: Bool?) { self = boolean.map(Self.boolean) ?? .unknown }
    init(_ text: String?) { self = text.map(Self.text) ?? .unknown }
    init(_ time: UTCTime?) { self = time.map(Self.time) ?? .unknown }
}
