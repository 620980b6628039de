/// A page of the manual in section 1, in the macros of man(7).
struct ManualPage {
    /// Without folder, such as `gridtally-account.1`.
    let fileName: String
    let text: String

    /// - Parameters:
    ///   - command: its subcommands stand on the same page.
    ///   - path: as it is typed, such as `gridtally account`.
    ///   - others: commands with pages of their own.
    init(of command: CommandDescription, path: String, others: [CommandDescription]) {
        let name = path.replacing(" ", with: "-")
        self.fileName = "\(name).1"
        self.text =
            (Self.head(name, command) + Self.body(command, path: path, isPart: false)
            + (others.isEmpty ? Self.parts(command, path: path) : Self.list(others, path: path)) + Self.foot(name))
            .joined(separator: "\n") + "\n"
    }

    private static func head(_ name: String, _ command: CommandDescription) -> [String] {
        let abstract = command.abstract ?? ""
        let first = abstract.prefix(1).lowercased() + abstract.dropFirst()
        return [
            ".TH \(name.uppercased()) 1 \"\" \"gridtally \(Product.version)\" \"GridTally\"", ".SH NAME",
            "\(name) \\- \(ManualText.prose(first.hasSuffix(".") ? String(first.dropLast()) : first))",
        ]
    }

    /// What a command does and takes, on a page of its own or as a part of one.
    private static func body(_ command: CommandDescription, path: String, isPart: Bool) -> [String] {
        let arguments = command.ownArguments
        let synopsis = ([ManualText.bold(path)] + arguments.map(\.synopsis)).joined(separator: " ")
        let words = [command.abstract, command.discussion].compactMap { $0 }.flatMap(Self.paragraphs)
        let described = arguments.flatMap { [".TP", $0.heading, $0.explanation] }
        guard !isPart else { return [".SS \(ManualText.bold(path))", synopsis] + words + described }
        let group = command.shownCommands.isEmpty ? "" : " \(ManualText.italic("subcommand")) ..."
        return [".SH SYNOPSIS", synopsis + group, ".SH DESCRIPTION"] + words
            + (described.isEmpty ? [] : [".SH OPTIONS"] + described)
    }

    /// Examples keep their lines.
    private static func paragraphs(_ text: String) -> [String] {
        text.split(separator: "\n\n").flatMap { part -> [String] in
            let lines = part.split(separator: "\n").map(String.init)
            return lines.allSatisfy { $0.hasPrefix("gridtally ") }
                ? [".PP", ".nf"] + lines.map { ManualText.bold($0) } + [".fi"]
                : [".PP"] + lines.map { ManualText.prose($0) }
        }
    }

    private static func parts(_ command: CommandDescription, path: String) -> [String] {
        let parts = command.shownCommands.flatMap { part in
            let path = "\(path) \(part.commandName)"
            return Self.body(part, path: path, isPart: true) + Self.deeper(part, path: path)
        }
        return parts.isEmpty ? [] : [".SH SUBCOMMANDS"] + parts
    }

    private static func deeper(_ command: CommandDescription, path: String) -> [String] {
        command.shownCommands.flatMap { part in
            let path = "\(path) \(part.commandName)"
            return Self.body(part, path: path, isPart: true) + Self.deeper(part, path: path)
        }
    }

    private static func list(_ commands: [CommandDescription], path: String) -> [String] {
        [".SH COMMANDS", "Each has a page of its own, and explains itself with \(ManualText.bold("--help"))."]
            + commands.flatMap { command in
                let page = "\(path)-\(command.commandName)"
                return [".TP", "\(ManualText.bold(page))(1)", ManualText.prose(command.abstract ?? "")]
            }
    }

    private static func foot(_ name: String) -> [String] {
        let codes = [
            "Done.", "A check failed, or something was found.", "The command line or a file named on it is wrong.",
            "A device, the service or a peer is not reachable.", "Refused: no right to it, or a guard forbids it.",
            "Data is damaged.",
        ]
        let files = [
            ("/etc/gridtally/box.yaml", "The box's configuration."), ("/var/lib/gridtally", "Its data."),
            ("/run/gridtally/control.sock", "Where the service is asked; members of the group gridtally may."),
        ]
        let program = name == "gridtally" ? "" : "\(ManualText.bold("gridtally"))(1), "
        return [".SH EXIT STATUS"] + codes.enumerated().flatMap { [".TP", "\($0)", $1] }
            + [".SH FILES"] + files.flatMap { [".TP", ManualText.italic($0.0), $0.1] }
            + [".SH SEE ALSO", "\(program)\(ManualText.bold("gridtally.yaml"))(5), /usr/share/doc/gridtally"]
    }
}

extension ArgumentDescription {
    /// How it stands in the line of a synopsis.
    fileprivate var synopsis: String {
        let text = self.form + (self.isRepeating ? " ..." : "")
        return self.isOptional ? "[\(text)]" : text
    }

    /// Its first name with its value.
    private var form: String {
        let value = ManualText.italic(self.valueName ?? "value")
        guard self.kind != .positional,
            let name = (self.names ?? []).first(where: { $0.kind == "long" }) ?? self.names?.first
        else { return value }
        return ManualText.bold(name.text) + (self.kind == .option ? " \(value)" : "")
    }

    fileprivate var heading: String {
        guard self.kind != .positional else { return ManualText.italic(self.valueName ?? "value") }
        let names = (self.names ?? []).map { ManualText.bold($0.text) }.joined(separator: ", ")
        return names + (self.kind == .option ? " \(ManualText.italic(self.valueName ?? "value"))" : "")
    }

    fileprivate var explanation: String {
        let words = [self.abstract, self.discussion].compactMap { $0 }.joined(separator: " ")
        let standard = self.defaultValue.map { " Default: \(ManualText.bold($0))." } ?? ""
        // An empty line would end the item.
        return ManualText.prose(words.isEmpty ? "See above." : words.replacing("\n", with: " ")) + standard
    }
}
