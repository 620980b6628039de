import Foundation

extension TemporaryFolder {
    /// Simulates the lines of a scene, of which one is `line.tty`, and waits until that is there.
    ///
    /// - Parameter clock: file of the clock by which the scene runs; nil: the machine's.
    func simulate(_ scene: String, profiles: URL = Executable.profiles, clock: String? = nil) async throws -> Child {
        try self.write("scene.yaml", scene)
        let simulation = try Child(
            Executable.file,
            ["simulate", "--scene", "scene.yaml", "--profiles", profiles.path] + (clock.map { ["--clock", $0] } ?? []),
            folder: self.url, log: self.file("simulation.log"))
        try await wait(for: "the simulated line") {
            FileManager.default.fileExists(atPath: self.file("line.tty").path) ? () : nil
        }
        return simulation
    }
}
