import CPlatform
import Glibc
import ModbusProtocol

/// Compares what the driver says with what was asked for.
enum SerialSettings {
    static func check(_ descriptor: Int32, _ configuration: BusConfiguration) throws(BusError) {
        var line = gt_line()
        let result = gt_line_settings(descriptor, &line)
        guard result >= 0 else { throw BusError(opening: configuration.place, code: -result) }
        try self.check(line, isPseudoTerminal: gt_is_pty(descriptor) == 1, configuration)
    }

    /// - Parameters:
    ///   - line: what the driver says.
    ///   - isPseudoTerminal: it drops parity and character size.
    static func check(
        _ line: gt_line, isPseudoTerminal: Bool, _ configuration: BusConfiguration
    ) throws(BusError) {
        guard case .serial(_, let baud, let parity, let stopBits) = configuration.transport else { return }
        let letter = isPseudoTerminal ? line.parity : Int32(parity.letter.asciiValue ?? 78)
        let dataBits = isPseudoTerminal ? line.data_bits : 8
        let isAsAsked =
            line.baud == Int32(baud) && line.stop_bits == Int32(stopBits) && line.parity == letter
            && line.data_bits == dataBits
        guard isAsAsked else {
            let found = Character(UnicodeScalar(UInt8(truncatingIfNeeded: line.parity)))
            throw .wrongSettings(
                configuration.place, expected: "\(baud) 8\(parity.letter)\(stopBits)",
                found: "\(line.baud) \(line.data_bits)\(found)\(line.stop_bits)")
        }
    }
}
