import Foundation
import LossDetection
import Metering

/// Readings of a feeder as a CSV file: `timestamp,meter_id,quantity,value,quality`, sorted by time.
final class FeederReadingsFile {
    struct Row {
        var time: UTCTime
        var meter: String
        var quantity: FeederQuantity
        var value: Double
        var isSuspect: Bool
    }

    private static let columns = "timestamp,meter_id,quantity,value,quality"
    /// By the text of an OBIS code's groups C, D and E.
    private static let energies = Dictionary(
        uniqueKeysWithValues: FeederQuantity.codes.map { ($0.map(String.init).joined(separator: "."), $1) })
    private static let volumes: [String: FeederQuantity] = ["1.0.0": .importTotal]

    private let quantities: [String: FeederQuantity]
    private let text: CompressedText
    /// Meters are read at the same second, one after another.
    private var lastTime: (text: [UInt8], time: UTCTime) = ([], UTCTime(seconds: 0))
    private var names: [ArraySlice<UInt8>: String] = [:]
    private var kinds: [ArraySlice<UInt8>: FeederQuantity] = [:]

    /// - Parameter isWater: volumes in litres are read, and no energies.
    init(_ file: URL, isWater: Bool) throws(FileError) {
        self.quantities = isWater ? Self.volumes : Self.energies
        self.text = try CompressedText(file)
        guard let head = try self.text.next() else {
            throw self.text.error("is empty", "It begins with the line \(Self.columns).")
        }
        guard String(decoding: head, as: UTF8.self) == Self.columns else {
            throw self.text.error("does not begin with the line \(Self.columns)", "Is this the right file?")
        }
    }

    /// The next reading of a quantity that matters here; nil at the end.
    func next() throws(FileError) -> Row? {
        while let line = try self.text.next() {
            if line.isEmpty { continue }
            if let row = try self.row(line) { return row }
        }
        return nil
    }

    func error(_ problem: String, _ advice: String) -> FileError {
        self.text.error("line \(self.text.lineNumber): \(problem)", advice)
    }

    private func row(_ line: ArraySlice<UInt8>) throws(FileError) -> Row? {
        let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == 5 else {
            throw self.error("has \(fields.count) columns", "Five are needed: \(Self.columns).")
        }
        guard let quantity = try self.quantity(fields[2]) else { return nil }
        let quality = String(decoding: fields[4], as: UTF8.self)
        guard quality == "ok" || quality == "suspect" else {
            throw self.error("quality \"\(quality)\" is unknown", "It is ok or suspect.")
        }
        return Row(
            time: try self.time(fields[0]), meter: self.name(fields[1]), quantity: quantity,
            value: try self.value(fields[3]), isSuspect: quality == "suspect")
    }

    private func time(_ bytes: ArraySlice<UInt8>) throws(FileError) -> UTCTime {
        if self.lastTime.text.elementsEqual(bytes) { return self.lastTime.time }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let time = UTCTime(rfc3339: text) else {
            throw self.error("timestamp \"\(text)\" is no time", "Write times as 2026-01-05T04:30:00Z.")
        }
        self.lastTime = (Array(bytes), time)
        return time
    }

    private func name(_ bytes: ArraySlice<UInt8>) -> String {
        if let known = self.names[bytes] { return known }
        let name = String(decoding: bytes, as: UTF8.self)
        // The slice would keep the reader's buffer.
        if self.names.count < 4096 { self.names[ArraySlice(Array(bytes))] = name }
        return name
    }

    /// Nil for a quantity that the balance does not use.
    private func quantity(_ bytes: ArraySlice<UInt8>) throws(FileError) -> FeederQuantity? {
        if let known = self.kinds[bytes] { return known }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.split(separator: ".", omittingEmptySubsequences: false).count == 3 else {
            throw self.error("quantity \"\(text)\" is no OBIS code", "Codes look like 1.8.0.")
        }
        guard let quantity = self.quantities[text] else { return nil }
        self.kinds[ArraySlice(Array(bytes))] = quantity
        return quantity
    }

    private func value(_ bytes: ArraySlice<UInt8>) throws(FileError) -> Double {
        var whole = 0.0
        var scale = 0.0
        var isPlain = bytes.count <= 15 && bytes.contains { $0 != UInt8(ascii: ".") }
        for byte in bytes where isPlain {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                whole = whole * 10 + Double(byte - UInt8(ascii: "0"))
                scale *= 10
            case UInt8(ascii: ".") where scale == 0: scale = 1
            default: isPlain = false
            }
        }
        if isPlain { return scale > 0 ? whole / scale : whole }
        let text = String(decoding: bytes, as: UTF8.self)
        // A meter that answers "not a number" has said something: the detector leaves it out.
        guard let value = Double(text) else {
            throw self.error("value \"\(text)\" is no number", "Correct or remove the line.")
        }
        return value
    }
}
