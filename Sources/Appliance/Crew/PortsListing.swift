public import FieldBus
public import Foundation
import Glibc

/// Reads the ports of the machine, and the buses of a configuration that use them.
public enum PortsListing {
    /// - Parameters:
    ///   - configuration: nil: the standard file, where it is there.
    ///   - folders: where the system shows its ports and processes.
    /// - Throws: where the configuration cannot be read.
    public static func report(
        configuration: URL?, folders: SystemFolders = SystemFolders()
    ) throws -> PortsReport {
        let standard = URL(fileURLWithPath: LineWish.standardConfiguration)
        let file = configuration ?? (FileManager.default.fileExists(atPath: standard.path) ? standard : nil)
        let lines = try file.map { try BoxConfiguration.lines(of: $0).lines } ?? []
        let buses = lines.compactMap { line in line.transport.serialPort.map { (name: line.name, port: $0) } }
        return PortsReport(PortInventory(buses: buses, folders: folders), user: self.user)
    }

    /// The ports alone, whatever is configured.
    static func ports(folders: SystemFolders = SystemFolders()) -> PortsReport {
        PortsReport(PortInventory(buses: [], folders: folders), user: self.user)
    }

    private static var user: String {
        guard let entry = getpwuid(geteuid()) else { return "user \(geteuid())" }
        return String(cString: entry.pointee.pw_name)
    }
}
