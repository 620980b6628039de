import CPlatform
import Glibc

/// How long an FTDI adapter keeps what it has heard, before it tells the computer.
struct LatencyTimer {
    private static let shortest = 1

    /// The kernel's file, in milliseconds; other adapters have none.
    let path: String

    init(_ name: String, _ folders: SystemFolders) {
        self.path = "\(folders.sys)/class/tty/\(name)/device/latency_timer"
    }

    /// Nil where the adapter has none.
    var milliseconds: Int? { SystemText.read(self.path).flatMap { Int($0) } }

    /// Sets it to 1 ms.
    ///
    /// - Returns: what it is where it could not be set; nil where there is nothing to tell.
    func shorten() -> Int? {
        guard let present = self.milliseconds, present > Self.shortest else { return nil }
        let descriptor = gt_open(self.path, O_WRONLY | O_TRUNC, 0)
        if descriptor >= 0 {
            defer { close(descriptor) }
            let text = Array("\(Self.shortest)\n".utf8)
            _ = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        }
        let now = self.milliseconds ?? present
        return now > Self.shortest ? now : nil
    }
}
