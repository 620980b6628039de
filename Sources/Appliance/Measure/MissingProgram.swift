import Foundation

/// A program of somebody else's that a measurement needs, and which package has it.
struct MissingProgram: Error, CustomStringConvertible {
    let name: String
    /// The Debian package.
    let package: String

    var description: String {
        "\(self.name) is not on the PATH. Install it first: apt install \(self.package)"
    }

    /// The program's file, as a shell would find it.
    static func find(_ name: String, package: String) throws(MissingProgram) -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        for folder in folders {
            let file = URL(fileURLWithPath: String(folder)).appendingPathComponent(name)
            if FileManager.default.isExecutableFile(atPath: file.path) { return file }
        }
        throw MissingProgram(name: name, package: package)
    }
}
