import Foundation
import LossDetection

/// What the utility knows of a district metered area of a water network, as a JSON file.
struct DistrictTopologyFile {
    let file: URL
    private let document: Document

    struct Document: Decodable {
        struct Meter: Decodable {
            var meterId: String
            var accuracyClass: String?
            var registerResolutionL: Double?
            var counterModulusL: Double?
        }

        var scenario: String?
        var intervalS: Int64?
        var utcOffsetMinutes: Int64
        var inlet: Meter
        var mostInflowM3H: Double
        var customers: [Meter]
    }

    init(_ bytes: [UInt8], of file: URL) throws(FileError) {
        self.file = file
        self.document = try GridFile.decode(bytes, of: file)
    }

    var meters: (head: String, below: [String]) {
        (self.document.inlet.meterId, self.document.customers.map(\.meterId))
    }

    var intervalSeconds: Int64 { self.document.intervalS ?? GridFile.usualIntervalSeconds }

    var scenario: String { GridFile.scenario(self.document.scenario, self.file) }

    func topology() throws(FileError) -> DistrictTopology {
        var customers: [DistrictMeter] = []
        for customer in self.document.customers { customers.append(try self.meter(customer)) }
        return DistrictTopology(
            inlet: try self.meter(self.document.inlet), mostInflow: self.document.mostInflowM3H,
            customers: customers, intervalSeconds: self.intervalSeconds,
            offsetMinutes: self.document.utcOffsetMinutes)
    }

    private func meter(_ meter: Document.Meter) throws(FileError) -> DistrictMeter {
        DistrictMeter(
            label: meter.meterId,
            accuracyClass: try GridFile.accuracy(meter.accuracyClass, else: 2, meter.meterId, self.file),
            register: GridFile.register(meter.registerResolutionL, meter.counterModulusL))
    }
}
