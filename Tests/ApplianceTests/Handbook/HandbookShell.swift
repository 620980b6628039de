import Foundation
import TestSupport

/// A crew's shell in a folder of its own, as the handbook assumes it: `gridtally` is installed, with its profiles.
final class HandbookShell: Sendable {
    private let folder: TemporaryFolder
    private let background = Background()

    private actor Background {
        /// Exit code of the last command in the foreground.
        var lastCode: Int32 = 0
        private var children: [Child] = []

        func note(_ code: Int32) { self.lastCode = code }

        func add(_ child: Child) { self.children.append(child) }

        func end() async {
            for child in self.children.reversed() { await child.stop() }
            self.children = []
        }
    }

    /// Commands that look for profiles by themselves; an installation has them where they look.
    private static let readers = ["simulate", "identify"]

    init() throws {
        self.folder = try TemporaryFolder()
        let folder = self.folder
        let scene = "first-installation.yaml"
        try FileManager.default.copyItem(
            at: PackageFolder.file("docs/scenes/\(scene)"), to: folder.file(scene))
        try FileManager.default.createSymbolicLink(
            at: folder.file("profiles"), withDestinationURL: Executable.profiles)
        let profiles = "--profiles \(Executable.profiles.path)"
        try folder.write(
            "bin/gridtally",
            """
            #!/bin/sh
            case "$1" in
            \(Self.readers.joined(separator: "|"))) exec \(Executable.file.path) "$@" \(profiles) ;;
            *) exec \(Executable.file.path) "$@" ;;
            esac

            """)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.file("bin/gridtally").path)
    }

    func write(_ name: String, _ text: String) throws { try self.folder.write(name, text) }

    /// The lines that `command` prints, on either output.
    func run(_ command: String) async throws -> [String] {
        let isBackground = command.hasSuffix("&")
        let text = isBackground ? String(command.dropLast()) : command
        let bash = URL(filePath: "/bin/bash")
        let script = "PATH=\"$PWD/bin:$PATH\"; \(isBackground ? "exec \(text)" : text)"
        guard isBackground else {
            if text == "echo $?" { return ["\(await self.background.lastCode)"] }
            let result = try await ApplianceTests.run(
                bash, ["-c", "{ \(script); } 2>&1"], in: self.folder.url, seconds: 90)
            await self.background.note(result.code)
            return self.lines(result.output)
        }
        let log = self.folder.file("\(UUID()).out")
        let child = try Child(bash, ["-c", "\(script) 2>&1"], folder: self.folder.url, log: log)
        await self.background.add(child)
        // What runs in the background says that it is ready; a service when its socket is there.
        let output = try await wait(for: "the first words of \(command)") {
            let isReady = !text.hasPrefix("gridtally run") || self.hasSocket
            return isReady && child.output.contains("\n") ? child.output : nil
        }
        return self.lines(output)
    }

    private var hasSocket: Bool {
        let names = try? FileManager.default.contentsOfDirectory(atPath: self.folder.url.path)
        return names?.contains { $0.hasSuffix(".sock") } ?? false
    }

    private func lines(_ output: String) -> [String] {
        let shown = output.replacing(self.folder.url.path + "/", with: "").split(
            separator: "\n", omittingEmptySubsequences: false)
        return shown.last == "" ? shown.dropLast().map(String.init) : shown.map(String.init)
    }

    func end() async { await self.background.end() }
}
