import Testing

@testable import Appliance

@Suite struct ManualTests {
    private static func description(_ command: String) -> String {
        #"{"serializationVersion": 0, "command": \#(command)}"#
    }

    private static let program = description(
        #"""
        {"commandName": "gridtally", "abstract": "Meters and bills.", "shouldDisplay": true, "subcommands": [
          {"commandName": "amend", "abstract": "Dated facts.", "shouldDisplay": true, "subcommands": [
            {"commandName": "move", "abstract": "It moves.", "shouldDisplay": true, "arguments": [
              {"kind": "positional", "valueName": "meter", "isOptional": false, "isRepeating": true,
               "shouldDisplay": true, "abstract": "Which."}]}]},
          {"commandName": "read", "abstract": "Read.", "shouldDisplay": true,
           "discussion": "gridtally read 0106   all of it\n\n.profile is 'read'\\n, see `--port`.", "arguments": [
              {"kind": "option", "valueName": "port", "isOptional": true, "isRepeating": false, "shouldDisplay": true,
               "names": [{"kind": "short", "name": "p"}, {"kind": "long", "name": "port"}], "defaultValue": "/dev/tty-1",
               "abstract": "Which."},
              {"kind": "flag", "valueName": "help", "isOptional": true, "isRepeating": false, "shouldDisplay": true,
               "names": [{"kind": "long", "name": "help"}]}]},
          {"commandName": "secret", "abstract": "Not shown.", "shouldDisplay": false}]}
        """#)

    private func page(_ name: String) throws -> [String] {
        let page = try #require(try Manual.pages(Self.program).first { $0.fileName == name })
        return page.text.split(separator: "\n").map(String.init)
    }

    @Test func `each command that is shown has a page, and the first page names them`() throws {
        #expect(
            try Manual.pages(Self.program).map(\.fileName) == ["gridtally.1", "gridtally-amend.1", "gridtally-read.1"])
        let lines = try self.page("gridtally.1")
        #expect(lines.contains(#"\fBgridtally\-read\fR(1)"#))
        #expect(!lines.contains { $0.contains("secret") })
    }

    @Test func `subcommands stand on their command's page with what they take`() throws {
        let lines = try self.page("gridtally-amend.1")
        #expect(lines.contains(#".SS \fBgridtally amend move\fR"#))
        #expect(lines.contains(#"\fBgridtally amend move\fR \fImeter\fR ..."#))
    }

    @Test func `options have their names, values and defaults; those of every command are left out`() throws {
        let lines = try self.page("gridtally-read.1")
        #expect(lines.contains(#"\fBgridtally read\fR [\fB\-\-port\fR \fIport\fR]"#))
        #expect(lines.contains(#"\fB\-p\fR, \fB\-\-port\fR \fIport\fR"#))
        #expect(lines.contains(#"Which. Default: \fB/dev/tty\-1\fR."#))
        #expect(!lines.contains { $0.contains(#"\-\-help"#) })
    }

    @Test func `examples keep their lines, and no text is taken for an instruction`() throws {
        let lines = try self.page("gridtally-read.1")
        let example = try #require(lines.firstIndex(of: #"\fBgridtally read 0106   all of it\fR"#))
        #expect(lines[example - 1] == ".nf" && lines[example + 1] == ".fi")
        #expect(lines.contains(#"\&.profile is 'read'\en, see \fB\-\-port\fR."#))
    }

    @Test func `what is no description is refused`() {
        #expect(throws: (any Error).self) { try Manual.pages("{}") }
    }
}
