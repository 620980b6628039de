import Foundation
import StrictYAML

/// What tools need of a box's configuration: its lines and its places.
struct ToolConfiguration {
    let file: URL
    let lines: [BoxConfiguration.Line]
    let profiles: URL
    let data: URL
    /// The service's socket.
    let control: URL

    /// - Throws: where the file cannot be used.
    init(contentsOf file: URL) throws {
        (self.lines, self.profiles) = try BoxConfiguration.lines(of: file)
        (self.data, self.control) = try BoxConfiguration.places(of: file)
        self.file = file
    }

    /// The file that was named, else the installed one; nil where there is none.
    init?(_ wish: LineWish) throws {
        let file = wish.configuration ?? URL(fileURLWithPath: LineWish.standardConfiguration)
        guard wish.configuration != nil || FileManager.default.fileExists(atPath: file.path) else { return nil }
        try self.init(contentsOf: file)
    }
}
