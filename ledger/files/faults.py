"""Why a file could not be read as a table, each in a sentence that says what to do."""

from __future__ import annotations

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_


class FileError(LedgerError):
    """The file that was brought cannot be read as a table."""

    text = N_("这个文件读不出表格，请另存为 XLSX 或 CSV 后再上传。")


class EmptyFileError(FileError):
    """The file has no bytes, or no row with anything in it."""

    text = N_("文件是空的，没有找到任何数据。请检查是否选错了文件。")


class FileTooLargeError(FileError):
    """The file has more bytes than are taken."""

    text = N_("文件超过 %(limit)s MB。请删去图片和无关的工作表，或分成几个文件上传。")


class TooManyRowsError(FileError):
    """The table has more rows than are taken at once."""

    text = N_("表格超过 %(limit)s 行。请分成几个文件上传。")


class TooManyColumnsError(FileError):
    """The table has more columns than any that is typed by hand."""

    text = N_("表格有 %(count)s 列，最多可以有 %(limit)s 列。请删去多余的列后再上传。")


class SheetTooLargeError(FileError):
    """The sheet reaches further than any real table: most often one stray cell far away."""

    text = N_("工作表的范围太大（到第 %(row)s 行、第 %(column)s 列）。请删去远处多余的单元格，另存后再上传。")


class BombError(FileError):
    """What is inside the file unpacks to far more than its size allows."""

    text = N_("文件解压后过大，不像正常的表格。请把数据复制到新的工作簿，另存为 XLSX 后再上传。")


class TooHeavyError(FileError):
    """Reading the file took more time or memory than one file may take."""

    text = N_("这个文件太大或太复杂，在限定的时间和内存里读不完。请删去多余的内容，或拆成几个文件再传。")


class ReadersBusyError(FileError):
    """Nothing was wrong with the file: others are being read."""

    text = N_("现在同时在读的文件太多，这个文件还没有读。请过一两分钟再传一次。")


class DamagedFileError(FileError):
    """The file is broken."""

    text = N_("文件已损坏，打不开。请用表格软件打开，另存为 XLSX 后再上传。")


class EncryptedFileError(FileError):
    """The file asks for a password."""

    text = N_("文件设有密码。请在表格软件中取消打开密码，另存后再上传。")


class OldFormatError(FileError):
    """The file is of a spreadsheet format that is not taken: xls, xlsb, ods, et."""

    text = N_("这是 %(kind)s 格式的表格。请用表格软件打开，另存为 XLSX 后再上传。")


class NotATableError(FileError):
    """The file is no table at all, whatever its name says."""

    text = N_("“%(name)s”的内容是%(kind)s，不是表格。请上传 XLSX、CSV 或 JSON 文件。")


class EncodingError(FileError):
    """The text's encoding is none of those known."""

    text = N_("文本的编码无法识别。请用表格软件打开，另存为 XLSX，或“CSV UTF-8”后再上传。")


class JsonShapeError(FileError):
    """The JSON is broken, or holds no list of records."""

    text = N_('JSON 文件里没有找到记录的列表。请写成对象的列表，例如 [{"留言编号": "1"}]。')


class NoHeadError(FileError):
    """There is no row of column names, or nothing below it."""

    text = N_("没有找到表头，或者表头下面没有数据。请在第一行写上各列的名称。")


class NoSheetError(FileError):
    """There is no sheet of that name."""

    text = N_("没有名为“%(sheet)s”的工作表，请改写成文件里有的：%(sheets)s。")
