import Metering

extension FeederScenario {
    /// The file `readings.csv`.
    public var readingsCSV: [UInt8] {
        var bytes = Array("timestamp,meter_id,quantity,value,quality\n".utf8)
        bytes.reserveCapacity(self.readings.count * 46)
        var (stamp, text): (Int64, [UInt8]) = (.min, [])
        var codes: [Quantity: [UInt8]] = [:]
        for reading in self.readings {
            if reading.time.milliseconds != stamp {
                (stamp, text) = (reading.time.milliseconds, Array(reading.time.description.utf8))
            }
            let code = codes[reading.quantity] ?? Self.code(reading.quantity)
            codes[reading.quantity] = code
            bytes += text
            bytes.append(UInt8(ascii: ","))
            bytes += reading.meter.utf8
            bytes.append(UInt8(ascii: ","))
            bytes += code
            bytes.append(UInt8(ascii: ","))
            Self.append(reading.value, decimals: reading.quantity.decimals, to: &bytes)
            bytes += reading.isSuspect ? Self.suspect : Self.fine
        }
        return bytes
    }

    private static let suspect = Array(",suspect\n".utf8)
    private static let fine = Array(",ok\n".utf8)

    private static func code(_ quantity: Quantity) -> [UInt8] {
        Array("\(quantity.code.c).\(quantity.code.d).\(quantity.code.e)".utf8)
    }

    private static func append(_ value: Int64, decimals: Int, to bytes: inout [UInt8]) {
        var digits = Array(String(value.magnitude).utf8)
        while digits.count <= decimals { digits.insert(UInt8(ascii: "0"), at: 0) }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes += digits.dropLast(decimals)
        if decimals > 0 {
            bytes.append(UInt8(ascii: "."))
            bytes += digits.suffix(decimals)
        }
    }
}
