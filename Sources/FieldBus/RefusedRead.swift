import DeviceProfiles
import ModbusProtocol

/// A read that a device refused as a whole, and where it was cut to find out why.
struct RefusedRead {
    let table: RegisterTable
    let registers: Range<Int>
    let exception: ModbusException
    /// Fields that the read was to bring.
    let fields: [Int]
    /// Registers between the two parts; empty where they touch, and for a single field, which cannot be cut.
    let gap: Range<Int>
}
