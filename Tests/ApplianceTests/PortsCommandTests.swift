import CPlatform
import Foundation
import Glibc
import Platform
import Testing

@Suite("Ports command", .timeLimit(.minutes(1)))
struct PortsCommandTests {
    /// A pty, with its slave side open here.
    private final class HeldPort {
        let path: String
        private let master: Int32
        private var slave: Int32

        init() throws {
            var name = [CChar](repeating: 0, count: 64)
            self.master = try checked("pty") { gt_pty_open(&name, name.count) }
            let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            self.path = path
            self.slave = try checked("open") { gt_open(path, O_RDWR | O_NOCTTY, 0) }
            _ = gt_lock_exclusive(self.slave)
        }

        func release() {
            close(self.slave)
            self.slave = -1
        }

        deinit {
            close(self.master)
            if self.slave >= 0 { close(self.slave) }
        }
    }

    private func ports(_ folder: TemporaryFolder, _ port: String, json: Bool = true) async throws -> CommandResult {
        try folder.write("box.yaml", "buses: [{name: line-1, port: \(port), devices: []}]")
        return try await run(
            Executable.file, ["ports", "--config", "box.yaml"] + (json ? ["--json"] : []), in: folder.url)
    }

    @Test("a configured port that this process holds is told with process, lock and exit code 1; a free one is not")
    func held() async throws {
        let folder = try TemporaryFolder()
        let port = try HeldPort()
        let link = folder.file("adapter")
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: port.path)
        let held = try await self.ports(folder, link.path)
        #expect(held.code == 1, "\(held)")
        let row = try #require(try held.objects().first { $0["path"] as? String == port.path })
        let holders = try #require(row["holders"] as? [[String: Any]])
        #expect(row["buses"] as? [String] == ["line-1"] && row["unusable"] as? Bool == true)
        #expect(holders.contains { $0["pid"] as? Int == Int(getpid()) && $0["locks"] as? Bool == true }, "\(held)")
        let text = try await self.ports(folder, link.path, json: false)
        #expect(text.code == 1 && text.output.contains("bus line-1, HELD"), "\(text)")
        #expect(text.output.contains("process \(getpid())") && text.output.contains("To do:"))
        port.release()
        let free = try await self.ports(folder, link.path)
        #expect(free.code == 0, "\(free)")
        withExtendedLifetime(port) {}
    }

    @Test("a configured port that is missing gives exit code 1, a file that cannot be read gives 2")
    func missing() async throws {
        let folder = try TemporaryFolder()
        let missing = try await self.ports(folder, "{usb_serial: NOBODY}", json: false)
        #expect(missing.code == 1 && missing.output.contains("bus line-1, MISSING"), "\(missing)")
        let unreadable = try await run(Executable.file, ["ports", "--config", "nowhere.yaml"], in: folder.url)
        #expect(unreadable.code == 2 && unreadable.errors.contains("nowhere.yaml"), "\(unreadable)")
    }
}
