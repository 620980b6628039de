import Foundation
import StrictYAML

extension BoxConfiguration {
    /// The folder of data and the service's socket of a configuration that is not in its place yet.
    static func places(_ text: String, of file: URL) throws -> (data: URL, control: URL) {
        let fields = try YAMLFields(YAMLDocument.parse(text, file: file.path), allowed: Self.keys)
        return try self.places(fields, file.deletingLastPathComponent())
    }

    /// The genesis and the folder of data, whatever else is missing.
    static func zoneAndData(of file: URL) throws -> (genesis: URL, data: URL) {
        let text = try FileError.text(of: file)
        let fields = try YAMLFields(YAMLDocument.parse(text, file: file.path), allowed: Self.keys)
        let folder = file.deletingLastPathComponent()
        return (try fields.required("genesis").path(in: folder), try self.places(text, of: file).data)
    }
}
