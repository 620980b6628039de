import Foundation
import StrictYAML
import Tariffs
import TestSupport

@testable import Appliance

/// The tariff files that come with the product, and bills from them.
enum TariffFiles {
    static let folder = PackageFolder.file("profiles/tariffs")

    static let names = [
        "delhi-metro-2025", "delhi-water-2013", "example-factory", "irrigation-windows", "rajasthan-domestic",
        "transport-by-distance",
    ]

    static func text(_ name: String) throws -> String {
        try String(contentsOf: self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
    }

    static func tariff(_ name: String) throws -> Tariff {
        try TariffDocument.read(self.folder.appending(path: "\(name).yaml"))
    }

    static func bill(
        _ name: String, _ quantity: String, _ change: (inout TariffQuestion) -> Void = { _ in }
    ) throws -> TariffBill {
        var question = TariffQuestion(quantity: quantity)
        change(&question)
        return try TariffBill(self.tariff(name), question)
    }

    /// What reading a text gives: a tariff, or the message.
    static func read(_ text: String) -> Result<Tariff, YAMLError> {
        do throws(YAMLError) {
            return .success(try TariffDocument.read(text, file: "t.yaml"))
        } catch {
            return .failure(error)
        }
    }
}
