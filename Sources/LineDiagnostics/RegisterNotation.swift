public import ModbusProtocol

/// Addresses in the notations that data sheets use, so that nobody is off by one in silence.
public enum RegisterNotation {
    /// The 1-based number with the table's leading digit: holding register 0 is 40001, input register 72 is 30073; six
    /// digits where five do not suffice. Nil for functions without a table.
    public static func numbered(_ address: UInt16, function: ModbusFunction) -> String? {
        let table: Int
        switch function {
        case .readCoils, .writeSingleCoil, .writeCoils: table = 0
        case .readDiscreteInputs: table = 1
        case .readInputRegisters: table = 3
        case .readHoldingRegisters, .writeSingleRegister, .writeRegisters: table = 4
        case .reportServerID, .readDeviceIdentification: return nil
        }
        let number = Int(address) + 1
        let digits = String(number)
        let width = number > 9999 ? 5 : 4
        return "\(table)" + String(repeating: "0", count: width - digits.count) + digits
    }

    /// What a request asks, with its addresses in both notations:
    /// `read 2 input registers from 72 (0x0048, number 30073)`.
    public static func description(of request: ModbusRequest) -> String {
        switch request {
        case .reportServerID: return "report server ID"
        case .readDeviceIdentification(let code, let object):
            return "read device identification, code \(code), object \(object)"
        case .writeSingleCoil(let address, let value):
            return
                "write \(self.place(address, request)) to \(value == 0xFF00 ? "on" : value == 0 ? "off" : "\(value)")"
        case .writeSingleRegister(let address, let value):
            return "write \(self.place(address, request)) to \(value)"
        case .writeCoils(let address, let values):
            return "write \(values.count) coils from \(self.place(address, request))"
        case .writeRegisters(let address, let values):
            return "write \(values.count) registers from \(self.place(address, request))"
        case .readCoils(let address, let count), .readDiscreteInputs(let address, let count),
            .readHoldingRegisters(let address, let count), .readInputRegisters(let address, let count):
            return "read \(count) \(self.noun(request.function, count)) from \(self.place(address, request))"
        }
    }

    private static func noun(_ function: ModbusFunction, _ count: Int) -> String {
        let noun =
            switch function {
            case .readCoils: "coil"
            case .readDiscreteInputs: "discrete input"
            case .readInputRegisters: "input register"
            default: "holding register"
            }
        return count == 1 ? noun : noun + "s"
    }

    private static func place(_ address: UInt16, _ request: ModbusRequest) -> String {
        let digits = String(address, radix: 16, uppercase: true)
        let hex = "0x" + String(repeating: "0", count: 4 - digits.count) + digits
        let number = self.numbered(address, function: request.function)
        return "\(address) (\(hex)\(number.map { ", number \($0)" } ?? ""))"
    }
}
