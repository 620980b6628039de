import Foundation
import Ledger
import StrictYAML

/// A zone's beginning as people write it.
enum GenesisDocument {
    static func read(_ file: URL) throws -> Genesis {
        let root = try YAMLDocument.parse(try FileError.text(of: file), file: file.path)
        let fields = try YAMLFields(
            root,
            allowed: [
                "zone", "time_zone", "utc_offset", "interval", "demonstration", "time", "principals", "policy",
            ])
        let folder = file.deletingLastPathComponent()
        let principals = try fields.required("principals")
        let genesis = Genesis(
            zone: try fields.required("zone").text(), timeZoneName: try fields["time_zone"]?.text() ?? "Asia/Kolkata",
            timeZoneOffsetMinutes: try fields["utc_offset"]?.utcOffset() ?? 330,
            intervalSeconds: UInt32(try fields["interval"]?.durationSeconds() ?? 900),
            isDemonstration: try fields["demonstration"]?.boolean() ?? false,
            time: try fields.required("time").time(),
            principals: try principals.list(atMost: 1000).map { try self.principal($0, folder) },
            policy: try fields["policy"].map { try Policy($0) } ?? .standard)
        if let problem = genesis.problem {
            throw root.error("found \(problem.found)", expected: problem.expected, advice: "Correct the zone file.")
        }
        return genesis
    }

    /// Reads a genesis file as `gridtally genesis` wrote it.
    static func readEncoded(_ file: URL) throws -> Genesis {
        do {
            return try Genesis(decoding: try FileError.bytes(of: file, atMost: 1 << 20))
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(
                file, "is not a genesis (\(error))", "Make one with `gridtally genesis`, or copy the zone's.")
        }
    }

    static func principal(_ node: YAMLNode, _ folder: URL) throws -> Principal {
        let fields = try YAMLFields(node, allowed: ["label", "key", "key_file", "roles"])
        var roles = Roles()
        for item in try fields.required("roles").list(atMost: Roles.names.count) {
            let name = try item.text()
            guard let role = Roles.names.first(where: { $0.name == name })?.role else {
                throw item.error(
                    "found `\(name)`", expected: "one of \(Roles.names.map(\.name).joined(separator: ", "))",
                    advice: "Correct the role.")
            }
            roles.insert(role)
        }
        return Principal(
            label: try fields.required("label").text(), key: try fields.publicKey(folder: folder), roles: roles)
    }
}
