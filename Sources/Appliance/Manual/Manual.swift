public import Foundation

/// The manual's pages, made from what the command line says of itself.
public enum Manual {
    /// Writes one page for the program and one for each of its commands.
    ///
    /// - Parameters:
    ///   - description: the whole command line, as ArgumentParser dumps it in JSON.
    ///   - folder: is made where it is not there; pages of the same name are replaced.
    /// - Returns: names of the files.
    /// - Throws: where the description is none, or a file cannot be written.
    public static func write(_ description: String, to folder: URL) throws -> [String] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pages = try Self.pages(description)
        for page in pages {
            try Data(page.text.utf8).write(to: folder.appendingPathComponent(page.fileName))
        }
        return pages.map(\.fileName)
    }

    static func pages(_ description: String) throws -> [ManualPage] {
        let root = try JSONDecoder().decode(CommandDescription.Document.self, from: Data(description.utf8)).command
        let commands = root.shownCommands
        return [ManualPage(of: root, path: root.commandName, others: commands)]
            + commands.map { ManualPage(of: $0, path: "\(root.commandName) \($0.commandName)", others: []) }
    }
}
