/// A process that has a port open.
public struct HoldingProcess: Hashable, Sendable, Codable {
    public var pid: Int
    /// As the kernel names it: at most 15 characters.
    public var program: String
    /// It has locked the port for itself.
    public var locks: Bool

    public init(pid: Int, program: String, locks: Bool) {
        self.pid = pid
        self.program = program
        self.locks = locks
    }
}
