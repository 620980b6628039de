import Foundation

/// A crew's shell in a folder of its own, as the handbook assumes it: `gridtally` is installed, with its profiles.
final class HandbookShell: Sendable {
    private let folder: TemporaryFolder
    private let background = Background()

    private actor Background {
        private var children: [Child] = []

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
            at: Executable.repository.appending(path: "docs/scenes/\(scene)"), to: folder.file(scene))
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
            let result = try await ApplianceTests.run(
                bash, ["-c", "{ \(script); } 2>&1"], in: self.folder.url, seconds: 90)
            return self.lines(result.output)
        }
        let log = self.folder.file("\(UUID()).out")
        let child = try Child(bash, ["-c", "\(script) 2>&1"], folder: self.folder.url, log: log)
        await self.background.add(child)
        // What runs in the background says that it is ready.
        let output = try await wait(for: "the first words of \(command)") {
            child.output.contains("\n") ? child.output : nil
        }
        return self.lines(output)
    }

    private func lines(_ output: String) -> [String] {
        let shown = output.replacing(self.folder.url.path + "/", with: "").split(
            separator: "\n", omittingEmptySubsequences: false)
        return shown.last == "" ? shown.dropLast().map(String.init) : shown.map(String.init)
    }

    func end() async { await self.background.end() }
}
