/// Where the system shows its devices and processes; a test brings its own.
public struct SystemFolders: Hashable, Sendable {
    public var sys: String
    public var dev: String
    public var proc: String

    public init(sys: String = "/sys", dev: String = "/dev", proc: String = "/proc") {
        self.sys = sys
        self.dev = dev
        self.proc = proc
    }
}
