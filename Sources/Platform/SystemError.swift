import Glibc

/// An error number of the operating system, with what was being done and to what.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The errno value, positive.
    public let code: Int32
    /// The call or action, for example `open`.
    public let action: String
    /// The path, port or address it was done to; empty where there is none.
    public let subject: String

    public init(code: Int32, action: String, subject: String = "") {
        self.code = code
        self.action = action
        self.subject = subject
    }

    public var description: String {
        let reason = String(cString: strerror(self.code))
        return self.subject.isEmpty ? "\(self.action): \(reason)" : "\(self.action) \(self.subject): \(reason)"
    }
}

/// Runs a `CPlatform` call, which returns a negative errno when it fails.
@inline(__always) @discardableResult
public func checked(_ action: String, _ subject: String = "", _ call: () -> Int32) throws(SystemError) -> Int32 {
    let result = call()
    guard result >= 0 else { throw SystemError(code: -result, action: action, subject: subject) }
    return result
}
