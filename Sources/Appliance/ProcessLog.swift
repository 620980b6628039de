import Foundation
import Logging

/// Log lines on standard error with systemd's priority prefix, which journald turns into levels.
enum ProcessLog {
    static func make(_ label: String) -> Logger { Logger(label: label) { PriorityLog(label: $0) } }
}

/// `<4>box-1: words`: sd-daemon(3) priorities.
private struct PriorityLog: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = "<\(Self.priority(event.level))>\(self.label): \(event.message)\n"
        FileHandle.standardError.write(Data(line.utf8))
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
