import DeviceProfiles
public import FieldBus
public import Foundation
public import LineDiagnostics

/// A line that a tool may use now, and what is known of it.
public struct ChosenLine: Sendable {
    /// Who lends it.
    public enum Lender: Sendable {
        /// The running service, which goes on polling between the tool's exchanges.
        case service(ControlClient)
        /// This process, which has opened the port for itself.
        case ownPort(Bus)
    }

    public let access: any LineAccess
    public let lender: Lender
    /// The bus's name; that of a port that no configuration knows is `line`.
    public let bus: String
    /// The unit that was named; nil where none was.
    public let target: MeterTarget?
    /// The devices that are configured on this bus.
    public let devices: [NamedMeter]
    /// Folder of device profiles.
    public let profiles: URL
    /// Names of devices from the box outwards; empty where that is not known.
    public let cableOrder: [String]
    /// Folder of the box's data; nil where no configuration tells.
    public let data: URL?

    /// The unit that was named; 0 where none was.
    public var unit: UInt8 { self.target?.unit ?? 0 }

    /// False on TCP, where rates and parities mean nothing.
    public var isSerial: Bool { get async throws { try await self.access.parameters != nil } }

    /// The profile of a device of this bus; nil where none is configured.
    func profile(of meter: NamedMeter?) throws -> DeviceProfile? {
        try meter.map { try ProfileFolder.profile($0.profile, in: self.profiles) }
    }
}
